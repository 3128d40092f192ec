import { Tooltip } from "@base-ui/react/tooltip";
import { Notices } from "./components/Notices";
import { Overlays } from "./components/Overlays";
import { Saves } from "./components/Saves";
import { TopBar } from "./components/TopBar";
import { Home } from "./screens/home/Home";
import { SourceDialog } from "./screens/home/SourceDialog";
import { Prepare } from "./screens/prepare/Prepare";
import { Results } from "./screens/results/Results";
import { Run } from "./screens/run/Run";
import { SaveDialog } from "./screens/save/SaveDialog";
import { Settings } from "./screens/settings/Settings";
import { Start } from "./screens/start/Start";
import { type Place, useNavigation } from "./state/navigation";

/** The window. */
export function App() {
  const place = useNavigation((now) => now.place);
  return (
    <Tooltip.Provider delay={500}>
      <div className="isolate flex h-full flex-col">
        <TopBar />
        <Saves />
        <Notices />
        <main className="min-h-0 flex-1" data-testid={`screen-${place.at}`}>
          <Screen place={place} />
        </main>
      </div>
      <SourceDialog />
      <SaveDialog />
      <Overlays />
    </Tooltip.Provider>
  );
}

function Screen({ place }: { place: Place }) {
  if (place.at === "home") return <Home />;
  if (place.at === "prepare") return <Prepare />;
  if (place.at === "start") return <Start />;
  if (place.at === "run") return <Run key={place.run} run={place.run} />;
  if (place.at === "results") return <Results key={place.run} run={place.run} />;
  return <Settings section={place.section} />;
}
