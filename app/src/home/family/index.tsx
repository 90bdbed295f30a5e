// What stands around the day: messages, curves, and what is one's own. One piece of the program,
// fetched when one of its pages is first opened.
import { useApp } from "../state.ts";
import { useRoute } from "../route.ts";
import { Rights } from "./access.tsx";
import { Appointments } from "./appointments.tsx";
import { Carer } from "./carer.tsx";
import { Equipment } from "./equipment.tsx";
import "./family.css";
import { Log } from "./log.tsx";
import { Matters } from "./matters.tsx";
import { Me } from "./me.tsx";
import { Messages } from "./messages.tsx";
import { Plan } from "./plan.tsx";
import { Thread } from "./thread.tsx";
import { Trends } from "./trends.tsx";
import { Write } from "./write.tsx";

export function Family() {
  const [place = "", first = ""] = useRoute();
  const { person } = useApp();
  if (!person) return null;
  if (place === "meldinger") {
    if (first === "ny") return <Write key={person.person} />;
    return first ? <Thread id={first} key={first} /> : <Messages key={person.person} />;
  }
  if (place === "utvikling") return <Trends days={first || "7"} key={person.person} />;
  switch (first) {
    case "plan": return <Plan key={person.person} />;
    case "timer": return <Appointments />;
    case "viktig": return <Matters key={person.person} />;
    case "tilgang": return <Rights key={person.person} />;
    case "logg": return <Log key={person.person} />;
    case "selv": return <Carer key={person.person} />;
    case "utstyr": return <Equipment key={person.person} />;
    default: return <Me />;
  }
}
