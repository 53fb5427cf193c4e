/** How `console.log` breaks what it shows into lines: as Node does, 80 wide, short lists in columns. */
export const inspectLayout = String.raw`
  const LINE = 80, COMPACT = 3, ITEMS = 100, TEXT = 10000
  const { sqrt, round, floor, min, max } = Math
  const newList = () => ({ __proto__: null, length: 0 })
  const push = (list, item) => { list[list.length++] = item }
  const join = (list, separator) => {
    let text = ''
    for (let i = 0; i < list.length; i++) text += (i ? separator : '') + list[i]
    return text
  }
  const has = (text, part) => apply(includes, text, [part])
  const more = (count, what) => '... ' + count + ' more ' + what + (count > 1 ? 's' : '')

  const quoteText = (text) => {
    const mark = !has(text, "'") ? "'" : !has(text, '"') ? '"' : has(text, '\x60') || has(text, '$' + '{') ? "'" : '\x60'
    let out = mark
    for (let i = 0; i < text.length; i++) {
      const char = text[i]
      if (char === mark || char === '\\') out += '\\' + char
      else if (char >= ' ' && char < '\x7f' || char > '\x9f' && (char < '\ud800' || char > '\udfff')) out += char
      else if (char >= '\ud800' && char <= '\udbff' && text[i + 1] >= '\udc00' && text[i + 1] <= '\udfff') out += char + text[++i]
      else {
        const json = stringify(char)
        const code = json[1] === '\\' && json[2] !== 'u' ? undefined : apply(numberText, apply(charCodeAt, char, [0]), [16])
        if (code === undefined) out += char === '\v' ? '\\v' : apply(slice, json, [1, -1])
        else if (char === '\v') out += '\\v'
        else out += code.length > 2 ? '\\u' + apply(toUpperCase, code, []) : '\\x' + apply(toUpperCase, apply(padStart, code, [2, '0']), [])
      }
    }
    return out + mark
  }
  const { toUpperCase, charCodeAt } = String.prototype, numberText = Number.prototype.toString

  /** Puts many short items into columns; the same list where that does not help. */
  const columns = (items, count, indent, numbers) => {
    let total = 0, widest = 0
    for (let i = 0; i < count; i++) {
      total += items[i].length + 2
      widest = max(widest, items[i].length)
    }
    const width = widest + 2
    if (width * 3 + indent >= LINE || (total / width <= 5 && widest > 6)) return items
    const biased = max(width - 3 - sqrt(width - total / items.length), 1)
    const across = min(round(sqrt(2.5 * biased * count) / biased), floor((LINE - indent) / width), COMPACT * 4, 15)
    if (across <= 1) return items
    const widths = newList(), rows = newList()
    for (let i = 0; i < across; i++) {
      let most = 0
      for (let j = i; j < count; j += across) most = max(most, items[j].length)
      push(widths, most + 2)
    }
    for (let i = 0; i < count; i += across) {
      const end = min(i + across, count)
      let row = ''
      for (let j = i; j < end; j++) {
        const item = items[j] + (j < end - 1 ? ', ' : ''), width = widths[j - i] - (j < end - 1 ? 0 : 2)
        row += numbers ? apply(padStart, item, [width]) : j < end - 1 ? apply(padEnd, item, [width]) : item
      }
      push(rows, row)
    }
    for (let i = count; i < items.length; i++) push(rows, items[i])
    return rows
  }

  /** On one line if it is short and at most three levels deep, on one each otherwise. */
  const layout = (items, { base, braces, indent, levels, grouped }) => {
    const head = (base ? base + ' ' : '') + braces[0]
    if (levels < COMPACT && !grouped && !has(base, '\n')) {
      const line = join(items, ', ')
      const taken = items.length + indent + braces[0].length + base.length + 10
      if (line.length - 2 * (items.length - 1) + items.length + taken <= LINE && !has(line, '\n')) return head + ' ' + line + ' ' + braces[1]
    }
    const start = '\n' + apply(repeat, ' ', [indent])
    return head + start + '  ' + join(items, ',' + start + '  ') + start + braces[1]
  }
`
