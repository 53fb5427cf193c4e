// What a language model wrote when asked: "Who owes us more than 100 and is overdue? Convert it to euros and remind them."
const invoices = list_invoices({ status: 'open' })
console.log(`${invoices.length} open invoices`)

const overdue = invoices.filter((i) => i.days_late > 30 && i.amount > 100)
const report = { reminded: [], failed: [], total_eur: 0 }
const cents = (amount) => Math.round(amount * 100) / 100

for (const invoice of overdue.sort((a, b) => b.amount - a.amount)) {
  const rate = exchange_rate({ source: invoice.currency, target: 'EUR' })
  const euros = cents(invoice.amount * rate)
  report.total_eur = cents(report.total_eur + euros)
  console.log(`${invoice.customer}: ${euros.toFixed(2)} EUR, ${invoice.days_late} days late`)
  try {
    const receipt = await send_reminder({ to: invoice.email, subject: `Invoice ${invoice.id}`, amount: euros })
    report.reminded.push(receipt.id)
  } catch (error) {
    console.log(`could not remind ${invoice.customer}: ${error.message}`)
    report.failed.push(invoice.customer)
  }
}

report
