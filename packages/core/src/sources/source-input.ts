import { type Connector, isPrincipal, SmartyError } from "@smartypants/sdk";
import type { SourceAccess } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";
import { parseSettings } from "../sync/connector-context.ts";

/** Checks what an operator wrote: settings by the connector's schema, principals by their form, the mode by what the connector can do. */
export function checkSourceInput(
  { connectors }: Pick<Ports, "connectors">,
  input: { readonly connector: string; readonly settings: unknown; readonly access: SourceAccess },
): unknown {
  const connector = connectorNamed({ connectors }, input.connector);
  checkAccess(input.access, connector.capabilities.acl);
  try {
    return parseSettings(connector, input.settings);
  } catch (error) {
    const { message, fields } = error as SmartyError;
    throw new SmartyError("invalid", message, { cause: error, ...(fields !== undefined && { fields }) });
  }
}

/** Throws `invalid` for a name that nobody has. */
export function connectorNamed({ connectors }: Pick<Ports, "connectors">, id: string): Connector {
  const connector = connectors.get(id);
  if (connector !== undefined) return connector;
  throw invalid("connector", `There is no connector "${id}". Installed: ${[...connectors.keys()].join(", ")}.`);
}

function checkAccess(access: SourceAccess, acl: "none" | "container" | "document"): void {
  if (access.mode === "source" && acl === "none") {
    throw invalid("access.mode", "This source keeps no permissions of its own. Choose who may read it: everyone or restricted.");
  }
  if (access.mode === "source" && (access.rules?.length ?? 0) > 0)
    throw invalid("access.rules", "Rules go with the modes everyone and restricted.");
  access.allow?.forEach((principal, index) => checkPrincipal(principal, `access.allow.${index}`));
  access.rules?.forEach((rule, ruleIndex) => {
    rule.allow?.forEach((principal, index) => checkPrincipal(principal, `access.rules.${ruleIndex}.allow.${index}`));
  });
}

function checkPrincipal(principal: string, path: string): void {
  if (isPrincipal(principal)) return;
  throw invalid(
    path,
    `"${principal}" is not a principal. Write user:<e-mail>, domain:<name>, group:local/<id> or everyone, in lower case.`,
  );
}

function invalid(path: string, message: string): SmartyError {
  return new SmartyError("invalid", message, { fields: [{ path, message }] });
}
