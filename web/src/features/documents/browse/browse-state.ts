export const VIEWS = ["text", "details", "access"] as const;
export type View = (typeof VIEWS)[number];

export const ORDERS = ["title", "updated"] as const;
export type Order = (typeof ORDERS)[number];

/** The documents page's address. */
export interface BrowseState {
  readonly source?: string;
  /** Id of a folder of that source. */
  readonly folder?: string;
  /** Part of a title. */
  readonly q?: string;
  /** `title` when absent. */
  readonly order?: Order;
  /** Id of the document beside the list, and what of it is shown; its text when absent. */
  readonly open?: string;
  readonly view?: View;
  readonly version?: number;
  /** Whose access is explained. */
  readonly person?: string;
  /** The uploads are open. */
  readonly upload?: boolean;
}

export function readBrowseState(search: Record<string, unknown>): BrowseState {
  const { order, view, version, upload } = search;
  const text = (name: "source" | "folder" | "q" | "open" | "person"): Record<string, string> => {
    const value = search[name];
    return typeof value === "string" && value !== "" ? { [name]: value } : {};
  };
  const knownOrder = ORDERS.find((each) => each === order);
  const knownView = VIEWS.find((each) => each === view);
  return {
    ...text("source"),
    ...text("folder"),
    ...text("q"),
    ...text("open"),
    ...text("person"),
    ...(knownOrder !== undefined && { order: knownOrder }),
    ...(knownView !== undefined && { view: knownView }),
    ...(typeof version === "number" && Number.isInteger(version) && version > 0 ? { version } : {}),
    ...(upload === true && { upload }),
  };
}

/** The same list with another document beside it, or none. */
export function withOpen({ open: _open, view, version: _version, person, ...list }: BrowseState, id: string | null): BrowseState {
  if (id === null) return list;
  // Going through documents keeps the question one is asking.
  return { ...list, open: id, ...(view !== undefined && { view }), ...(person !== undefined && { person }) };
}
