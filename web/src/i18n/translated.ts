/** The shape of a language that has every string of another. */
export type Translated<Strings> = { readonly [Key in keyof Strings]: Strings[Key] extends string ? string : Translated<Strings[Key]> };
