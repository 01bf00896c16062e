/** A text per language of the deployment; every language that is spoken has one. */
export type Named = Readonly<Record<string, string>>;
