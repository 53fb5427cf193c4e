/** One frame of a guest's traceback. Lines and columns count from 1, columns in characters; the end is exclusive. */
export interface StackFrame {
  readonly filename: string
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
  /** The function's name; absent for code of the module itself. */
  readonly frameName?: string
  /** The source line where the range begins, with its indentation. Absent where the source is not known. */
  readonly previewLine?: string
  /** Python prints no `^^^^` for this frame: they would mark all of the line. True in JavaScript, which has none. */
  readonly hideCaret: boolean
  /** Python prints no `, in name` for this frame (a syntax error). */
  readonly hideFrameName: boolean
}
