/** The style of `report.html`. */
export const pageStyle = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent) }
body { font: 14px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 84rem; padding: 1.5rem }
h1 { font-size: 1.5rem; margin: 0 }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid var(--line) }
td button { all: unset; cursor: pointer; font-variant-numeric: tabular-nums }
td button:hover, td button:focus-visible { text-decoration: underline }
.bar { display: inline-block; width: 5rem; height: .5rem; margin-right: .5rem; background: var(--soft); vertical-align: middle }
.bar i { display: block; height: 100%; background: #2e9e5b }
form { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; margin: 1rem 0 }
input[type=search] { font: inherit; padding: .3rem .6rem; min-width: 18rem }
select { font: inherit; padding: .3rem }
h2 { font-size: 1rem; margin: 1.5rem 0 .3rem }
details { border-bottom: 1px solid var(--line) }
summary { cursor: pointer; display: flex; gap: .8rem; padding: .25rem 0 }
summary .id { color: gray; min-width: 3rem; font-variant-numeric: tabular-nums }
summary .name { flex: 1 }
.badge { font-size: .75rem; padding: 0 .5rem; border-radius: 1rem; background: var(--soft) }
.pass { color: #2e9e5b } .fail, .crash, .timeout, .unexpected-pass { color: #fff; background: #c8372d } .known-failure { color: #b07a00 }
.body { display: grid; grid-template-columns: minmax(18rem, 1fr) 2fr; gap: 1.5rem; padding: .5rem 0 1rem }
.runs { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem; min-width: 0 }
h3 { font-size: .85rem; margin: 0 0 .3rem }
pre, li { font: 12px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
pre { background: var(--soft); padding: .7rem; margin: 0 }
.reason { margin-bottom: .5rem }
ol { margin: 0; padding-left: 1.8rem }
li.different { background: color-mix(in srgb, #c8372d 22%, transparent) }
li b { font-weight: 600 }
@media (max-width: 60rem) { .body { grid-template-columns: 1fr } }
`
