// The sign-in pages: what a passkey needs of the page.
import "./signin.css";
import { startPasskeys } from "./passkey";

startPasskeys();
