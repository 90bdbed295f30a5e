// Straight from the meter, where the browser can (bluetooth/). Loaded only when it is asked for.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { meterFor } from "./bluetooth/meters.ts";

interface MeterPages {
  MeterButton: ComponentType<{ kind: string }>;
}

const found = import.meta.glob<MeterPages>("./bluetooth/page.tsx");

/** Whether this browser can take this kind from a meter; then typing is the other way. */
export function fromMeter(kind: string): boolean {
  return "bluetooth" in navigator && meterFor(kind) !== undefined;
}

export function Meter({ kind }: { kind: string }) {
  const [Button, set] = useState<ComponentType<{ kind: string }> | null>(null);
  useEffect(() => {
    void found["./bluetooth/page.tsx"]?.()
      .then((pages) => set(() => pages.MeterButton))
      .catch(() => undefined);
  }, []);
  return Button && <Button kind={kind} />;
}
