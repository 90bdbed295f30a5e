/** A UUID of version 7: in order of time as far as the phone's clock is. */
export function uuid7(at: number, random: Uint8Array = crypto.getRandomValues(new Uint8Array(10))) {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, "0").slice(-12);
  const rest = [...random];
  rest[0] = ((rest[0] ?? 0) & 0x0f) | 0x70;
  rest[2] = ((rest[2] ?? 0) & 0x3f) | 0x80;
  const hex = time + rest.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduce((id, at, n) => `${id.slice(0, at + n)}-${id.slice(at + n)}`, hex);
}
