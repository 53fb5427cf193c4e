/** The shortest digits that give the number back, as in Python: with an exponent below 1e-4 and from 1e16 on. */
export function reprFloat(value: number): string {
  const text = digitsOf(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

/** Without a real part that is zero, as Python does; its parts have no `.0`. */
export function reprComplex(real: number, imag: number): string {
  const part = digitsOf(imag)
  if (Object.is(real, 0)) return `${part}j`
  return `(${digitsOf(real)}${part.startsWith('-') ? '' : '+'}${part}j)`
}

function digitsOf(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0'
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  const power = Number(exponent)
  if (value === 0 || (power >= -4 && power < 16)) return String(value)
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
