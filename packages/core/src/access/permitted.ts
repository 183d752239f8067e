declare const permitted: unique symbol;

/** Something that the reader may see: made by the database's actor scope alone, and the only thing that answers are built from. */
export type Permitted<Value> = Value & { readonly [permitted]: true };

/** For the actor scope of a database adapter, after its SQL has checked the ACL. */
export function permit<Value>(value: Value): Permitted<Value> {
  return value as Permitted<Value>;
}
