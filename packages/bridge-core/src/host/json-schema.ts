/** A JSON Schema (draft 2020-12), as tool descriptions for language models use it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A JSON Schema of an object, of any draft from 4 on, as whoever wrote it has typed it. */
export interface JsonSchemaParams {
  readonly type?: unknown
  readonly properties?: unknown
  readonly required?: unknown
  readonly additionalProperties?: unknown
  readonly anyOf?: unknown
  readonly oneOf?: unknown
  readonly allOf?: unknown
  readonly $ref?: unknown
}

/** An object that holds a JSON Schema and may have a validator of its own, such as `jsonSchema()` of the AI SDK makes. */
export interface JsonSchemaHolder {
  readonly jsonSchema: unknown
  readonly validate?: ((value: unknown) => unknown) | undefined
}
