// Where one is: the part of the address after #. The server never sees it.
import { useEffect, useState } from "preact/hooks";

export function parts(hash: string = location.hash): string[] {
  return hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
}

export function go(path: string): void {
  location.hash = path;
}

/** The same page by another address, so that Back does not come here again. */
export function instead(path: string): void {
  location.replace(`#${path}`);
}

export function useRoute(): string[] {
  const [at, set] = useState(parts());
  useEffect(() => {
    const moved = () => {
      set(parts());
      scrollTo(0, 0);
      document.getElementById("page")?.focus();
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return at;
}
