import { folder } from "@smartypants/connector-folder";
import { googleDrive } from "@smartypants/connector-google-drive";
import { slack } from "@smartypants/connector-slack";
import { type Connector, SmartyError } from "@smartypants/sdk";
import { withoutOwnData } from "./ingest/own-data.ts";

/** Connectors that come with the product. */
function builtIn(dataDir: string): readonly Connector[] {
  return [withoutOwnData(folder, dataDir), googleDrive, slack];
}

/** The built-in connectors and those of the named packages, each of which exports one or more as named values. */
export async function loadConnectors(plugins: readonly string[], dataDir: string): Promise<ReadonlyMap<string, Connector>> {
  const connectors = new Map(builtIn(dataDir).map((connector) => [connector.id, connector]));
  for (const name of plugins) {
    for (const connector of await importConnectors(name)) {
      if (connectors.has(connector.id))
        throw new SmartyError("config", `SMARTY_PLUGINS: the connector "${connector.id}" of ${name} exists already.`);
      connectors.set(connector.id, connector);
    }
  }
  return connectors;
}

async function importConnectors(name: string): Promise<Connector[]> {
  let values: Record<string, unknown>;
  try {
    values = (await import(name)) as Record<string, unknown>;
  } catch (error) {
    throw new SmartyError("config", `SMARTY_PLUGINS: the package ${name} cannot be loaded. Install it beside SmartyPants.`, {
      cause: error,
    });
  }
  const found = Object.values(values).filter(isConnector);
  if (found.length === 0) throw new SmartyError("config", `SMARTY_PLUGINS: the package ${name} exports no connector.`);
  return found;
}

function isConnector(value: unknown): value is Connector {
  return typeof value === "object" && value !== null && "capabilities" in value && typeof (value as { sync?: unknown }).sync === "function";
}
