import { expect, test } from 'vitest'
import { hostFunction } from '../src/functions/define.js'
import { guestNames } from '../src/functions/guest-names.js'
import { toIdentifier } from '../src/functions/identifier.js'

const tool = (name: string, description?: string) =>
  hostFunction({ name, params: [], ...(description === undefined ? {} : { description }), handler: () => name })

test.each([
  ['get-weather', 'get_weather', 'get_weather'],
  ['fs.read', 'fs_read', 'fs_read'],
  ['mcp__fs--read/file', 'mcp__fs_read_file', 'mcp__fs_read_file'],
  ['2fa', '_2fa', '_2fa'],
  ['', '_', '_'],
  ['日本-語', '日本_語', '日本_語'],
  ['import', 'import_', 'import_'],
  ['lambda', 'lambda_', 'lambda'],
  ['new', 'new', 'new_'],
  ['$', '_', '$'],
  ['search$', 'search_', 'search$'],
  ['NaN', 'NaN', 'NaN_'],
])('%j is %s in Python, %s in JavaScript', (name, python, javascript) => {
  expect(toIdentifier(name, 'python')).toBe(python)
  expect(toIdentifier(name, 'javascript')).toBe(javascript)
})

test('names are free, say what they stand for, and are found by it', () => {
  const plain = tool('get_weather')
  const { functions, names } = guestNames(
    [tool('get-weather', 'The weather.'), plain, tool('fs.read'), tool('fs-read')],
    {
      language: 'python',
      taken: ['fs_read'],
    },
  )
  expect(functions.map(({ schema }) => [schema.name, schema.description])).toEqual([
    ['get_weather_2', 'The weather.\n\nKnown elsewhere as `get-weather`.'],
    ['get_weather', undefined],
    ['fs_read_2', 'Known elsewhere as `fs.read`.'],
    ['fs_read_3', 'Known elsewhere as `fs-read`.'],
  ])
  expect([...names]).toEqual([
    ['get-weather', 'get_weather_2'],
    ['get_weather', 'get_weather'],
    ['fs.read', 'fs_read_2'],
    ['fs-read', 'fs_read_3'],
  ])
  expect(functions[0]?.handler({}, {} as never)).toBe('get-weather')
})
