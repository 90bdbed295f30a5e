// Passkeys: the browser asks the device, the answer goes into the form, and the form is sent.
// The page works without this file for whoever signs in by password and code.

interface Descriptor {
  id: string;
  type: PublicKeyCredentialType;
  transports?: AuthenticatorTransport[];
}

type Json = Record<string, unknown>;

export function startPasskeys(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    if (!window.PublicKeyCredential) {
      complain("none");
      continue;
    }
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void use(form);
    });
  }
}

async function use(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  try {
    const options = await optionsFor(form);
    const answer = form.dataset.passkey === "create" ? await create(options) : await get(options);
    const field = form.elements.namedItem("credential") as HTMLInputElement;
    field.value = JSON.stringify(answer);
    form.submit();
  } catch {
    // Turned away, timed out, or no key of ours: the browser does not tell which, and need not.
    complain("failed");
    if (button) button.disabled = false;
  }
}

async function optionsFor(form: HTMLFormElement): Promise<Json> {
  const address = form.dataset.fetch;
  const all = address
    ? ((await (await fetch(address, { cache: "no-store" })).json()) as Json)
    : (JSON.parse(document.getElementById("key-options")?.textContent ?? "{}") as Json);
  return all.publicKey as Json;
}

async function create(options: Json): Promise<Json> {
  const user = options.user as { id: string; name: string; displayName: string };
  const known = (options.excludeCredentials ?? []) as Descriptor[];
  const made = (await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge as string),
      user: { ...user, id: bytes(user.id) },
      excludeCredentials: known.map(described),
    } as unknown as PublicKeyCredentialCreationOptions,
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return answered(made, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

async function get(options: Json): Promise<Json> {
  const allowed = (options.allowCredentials ?? []) as Descriptor[];
  const found = (await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge as string),
      allowCredentials: allowed.map(described),
    } as unknown as PublicKeyCredentialRequestOptions,
  })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  return answered(found, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

function answered(credential: PublicKeyCredential, response: Json): Json {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function described(one: Descriptor): PublicKeyCredentialDescriptor {
  return { ...one, id: bytes(one.id) };
}

/** base64url → bytes. Written out, because phones from 2023 lack the browser's own way. */
function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function complain(why: "none" | "failed"): void {
  const box = document.getElementById("key-error");
  const told = box?.querySelector("p");
  if (!box || !told) return;
  told.textContent = box.dataset[why] ?? "";
  box.hidden = false;
}
