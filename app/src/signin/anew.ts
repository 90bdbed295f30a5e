// A sign-in that has ended under an open page is asked for anew. But whoever has just signed out or
// locked the screen is on their way already, and what they are told there must not be missed: that
// HelseID still knows them, or that it is their own sign-in which rests.

const ANSWERED_WITHIN = 10_000;
let left = -Infinity;

addEventListener("beforeunload", () => {
  left = performance.now();
});

/**
 * Ask for this page anew: the server leads on to the sign-in, or to the lock of a screen that rests.
 * Later, if the page is being left, in case that comes to nothing.
 */
export function signInAnew(): void {
  const wait = left + ANSWERED_WITHIN - performance.now();
  if (wait > 0) setTimeout(signInAnew, wait);
  else location.assign(location.pathname + location.search);
}
