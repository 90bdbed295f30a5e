// Straight from the meter, where the browser can (bluetooth/). Loaded only when it is asked for.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

interface MeterPages {
  MeterButton: ComponentType<{ kind: string }>;
}

const found = import.meta.glob<MeterPages>("./bluetooth/page.tsx");

export function Meter({ kind }: { kind: string }) {
  const [Button, set] = useState<ComponentType<{ kind: string }> | null>(null);
  useEffect(() => {
    void found["./bluetooth/page.tsx"]?.()
      .then((pages) => set(() => pages.MeterButton))
      .catch(() => undefined);
  }, []);
  return Button && <Button kind={kind} />;
}
