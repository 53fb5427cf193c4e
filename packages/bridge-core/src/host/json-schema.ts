/** A JSON Schema (draft 2020-12), as tool descriptions for language models use it. */
export type JsonSchema = Readonly<Record<string, unknown>>

type Keyword =
  | '$schema'
  | '$id'
  | '$ref'
  | '$defs'
  | '$comment'
  | 'definitions'
  | 'title'
  | 'description'
  | 'examples'
  | 'default'
  | 'type'
  | 'properties'
  | 'required'
  | 'additionalProperties'
  | 'patternProperties'
  | 'propertyNames'
  | 'unevaluatedProperties'
  | 'minProperties'
  | 'maxProperties'
  | 'dependentRequired'
  | 'dependentSchemas'
  | 'anyOf'
  | 'oneOf'
  | 'allOf'
  | 'not'
  | 'if'
  | 'then'
  | 'else'

/** A JSON Schema of an object, of any draft from 4 on, as whoever wrote it has typed it. */
export type JsonSchemaParams = { readonly [Key in Keyword]?: unknown }

/** An object that holds a JSON Schema and may have a validator of its own, such as `jsonSchema()` of the AI SDK makes. */
export interface JsonSchemaHolder {
  readonly jsonSchema: unknown
  readonly validate?: ((value: unknown) => unknown) | undefined
}
