import type { Connector } from "../connector.ts";
import type { HttpAnswer, HttpRequest, HttpSocket } from "../connector-host.ts";
import type { Harness } from "./connector-harness.ts";

/** What the source under test holds and the connector must show. */
export interface ExpectedItem {
  readonly id: string;
  readonly title?: string;
  readonly containerId?: string;
  /** Stands in the item's text or bytes. */
  readonly content?: string;
}

/**
 * The source under test: a fake server, a temporary folder. Changes act before their promise resolves. Without the optional ones
 * their rules are skipped, and the report says so.
 */
export interface ConnectorWorld {
  /** Everything that a full sync must show now as documents, in any order: at least three items, of different content. */
  expected(): readonly ExpectedItem[] | Promise<readonly ExpectedItem[]>;
  /** Adds one item and resolves to its id. */
  addItem(): Promise<string>;
  /** Changes the content of one item and nothing else. */
  changeItem(id: string): Promise<void>;
  removeItem(id: string): Promise<void>;
  /** Moves or renames one item without changing its content; resolves to its id from then on. */
  renameItem?(id: string): Promise<string>;
  /** Adds a container inside another one, with one item in it, and resolves to the new container's id. */
  addContainer?(): Promise<string>;
  /** Makes one item unreadable; it stays in the source, so `expected` no longer lists it, yet nothing may remove it. */
  breakItem?(id: string): Promise<void>;
}

export interface ConnectorSetup {
  readonly connector: Connector;
  /** As an operator enters them, before the schema has filled in the defaults. */
  readonly settings: unknown;
  readonly credential?: unknown;
  /** Settings that must be refused, beyond those which the kit makes up itself. */
  readonly badSettings?: readonly unknown[];
  readonly world: ConnectorWorld;
  /** Answers `context.http`; without it a request fails. */
  readonly http?: (request: HttpRequest) => Promise<HttpAnswer>;
  /** Answers `context.http.connect`; without it no socket opens. */
  readonly connect?: (url: string) => Promise<HttpSocket>;
  /** Called after each rule, whatever came of it. */
  close?(): Promise<void>;
}

/** A thing that every connector must do. */
export interface ConnectorRule {
  readonly title: string;
  /** Rejects when the rule is broken; with `RuleSkipped` when this connector or this world has nothing to check it on. */
  check(harness: Harness): Promise<void>;
}

export class RuleSkipped extends Error {
  constructor(note: string) {
    super(note);
    this.name = "RuleSkipped";
  }
}
