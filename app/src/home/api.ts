// Talking with the server: reads with the session, sends with the device's own credential.
import { heard } from "./clock.ts";
import type { Answer, Entry } from "./day.ts";

const ROOT = "/hjem/api/v1/";
const PATIENCE = 20_000;

/** Why nothing came of it. Status 0: the server was not reached at all. */
export class Failed extends Error {
  status: number;
  code: string;
  words: string;
  wait: number | null;

  constructor(status: number, code = "", words = "", wait: number | null = null) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.words = words;
    this.wait = wait;
  }

  /** Whether the sign-in has ended: reading stops, sending does not. */
  get signedOut(): boolean {
    return this.status === 401;
  }
}

let csrf = "";

export function keepCsrf(token: string): void {
  csrf = token;
}

export function csrfToken(): string {
  return csrf;
}

export async function get<T>(path: string): Promise<T> {
  return ask<T>(path, { credentials: "same-origin" });
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  return ask<T>(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(body),
  });
}

export async function remove(path: string, body: unknown): Promise<void> {
  await ask<undefined>(path, {
    method: "DELETE",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(body),
  });
}

/** Ask by a device's own credential, without any session. */
export async function asDevice<T>(method: string, path: string, credential: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  if (credential) headers.Authorization = `Bearer ${credential}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const how: RequestInit = { method, credentials: "omit", headers };
  if (body !== undefined) how.body = JSON.stringify(body);
  return ask<T>(path, how);
}

export interface Sent {
  server_time: string;
  answers: Answer[];
}

/** Hand over entries of one person. Needs no session, and sends none. */
export async function sendEntries(
  credential: string,
  person: string,
  sent_at: string,
  entries: Entry[],
): Promise<Sent> {
  return ask<Sent>("entries", {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${credential}` },
    body: JSON.stringify({ person, sent_at, entries }),
  });
}

async function ask<T>(path: string, how: RequestInit): Promise<T> {
  const began = performance.now();
  const answer = await reach(ROOT + path, how);
  if (answer.type === "opaqueredirect") throw new Failed(401, "signed-out");
  if (answer.status === 204) return undefined as T;
  const body = (await readable(answer)) as Record<string, unknown> | null;
  if (!answer.ok) throw failure(answer, body);
  if (body === null) throw new Failed(0, "unreadable");
  if (typeof body.server_time === "string") heard(body.server_time, performance.now() - began);
  return body as T;
}

async function reach(address: string, how: RequestInit): Promise<Response> {
  try {
    return await fetch(address, {
      ...how,
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Failed(0, "no-contact");
  }
}

async function readable(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}

function failure(answer: Response, body: Record<string, unknown> | null): Failed {
  const wait = Number(answer.headers.get("Retry-After"));
  return new Failed(
    answer.status,
    String(body?.code ?? ""),
    String(body?.detail ?? body?.title ?? ""),
    Number.isFinite(wait) && wait > 0 ? wait * 1000 : null,
  );
}
