// The host function of both demonstrations in the page.
import { hostFunction } from '@interpreter-bridge/core'

export const forecast = hostFunction({
  name: 'forecast',
  params: [{ name: 'city', type: 'string' }],
  handler: async ({ city }) => (city === 'Paris' ? 'rain' : 'sun'),
})
