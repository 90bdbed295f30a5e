// A photo is made small on the phone before it is kept or sent: a side of 1600 dots is enough to
// see by, and drawing it anew leaves out where and with what it was taken.
export interface Photo {
  name: string;
  type: string;
  base64: string;
}

const LONGEST = 1600;
const MOST = 900_000;
const QUALITIES = [0.82, 0.65, 0.5];

/** How large it is to be drawn: never larger than it is. */
export function fitted(width: number, height: number, longest = LONGEST): [number, number] {
  const by = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * by)), Math.max(1, Math.round(height * by))];
}

export async function scaled(file: Blob): Promise<Photo> {
  const picture = await createImageBitmap(file);
  const [width, height] = fitted(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  for (const quality of QUALITIES) {
    const blob = await drawn(canvas, quality);
    if (blob.size <= MOST || quality === QUALITIES.at(-1))
      return { name: "bilde.jpg", type: "image/jpeg", base64: await base64(blob) };
  }
  throw new Error("no photo");
}

function drawn(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((keep, refuse) =>
    canvas.toBlob((blob) => (blob ? keep(blob) : refuse(new Error("no photo"))), "image/jpeg", quality),
  );
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export function address(photo: Photo): string {
  return `data:${photo.type};base64,${photo.base64}`;
}

/** As a file of a form, for whoever writes while signed in. */
export function asFile(photo: Photo): Blob {
  const bytes = Uint8Array.from(atob(photo.base64), (one) => one.charCodeAt(0));
  return new Blob([bytes], { type: photo.type });
}
