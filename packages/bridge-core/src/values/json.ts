/** What `JSON.stringify` takes as it is, and `JSON.parse` gives. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [key: string]: Json
}
