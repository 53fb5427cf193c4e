/** Serves the demonstration, the built packages, and `extra`: paths with their texts. */
export function serve(options?: {
  readonly port?: number
  readonly extra?: Readonly<Record<string, string>>
}): Promise<{ readonly url: string; close(): void }>
