import type { ConnectionState } from "../../bindings";
import { goToSection } from "../../actions/places";
import { Bone } from "../../components/Bone";
import { Icon } from "../../components/icons";
import { useSetup } from "../../state/setup";
import { PROVIDER } from "../../words/labels";

/** Whom the app is connected to, and the way to connect. The demo needs none of them. */
export function Connections() {
  const connections = useSetup((now) => now.connections);
  if (!connections.value) return connections.state === "failed" ? null : <Bone className="mt-4 h-12 w-full rounded-lg" />;
  return (
    <ul className="mt-4 grid grid-cols-2 gap-3">
      {connections.value.map((connection) => (
        <li key={connection.provider}>
          <Chip connection={connection} />
        </li>
      ))}
    </ul>
  );
}

function Chip({ connection }: { connection: ConnectionState }) {
  const { connected, provider, url, sentence } = connection;
  return (
    <button
      type="button"
      data-testid={`connection-${provider}`}
      title={sentence}
      className="flex w-full items-center gap-3 rounded-lg border border-line bg-surface px-3.5 py-2.5 text-left hover:border-line-strong"
      onClick={() => goToSection("connections")}
    >
      <Icon
        name={connected ? "checkCircle" : "dashCircle"}
        label={connected ? "Connected" : "Not connected"}
        className={connected ? "text-good" : "text-faint"}
      />
      <span className="min-w-0 flex-1">
        <span className="block text-sm font-medium">{PROVIDER[provider]}</span>
        <span className="block truncate text-xs text-muted">{connected ? host(url) : "Not connected"}</span>
      </span>
      <span className="text-sm text-accent-ink">{connected ? "" : "Connect"}</span>
    </button>
  );
}

function host(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}
