# What a language model wrote when asked: "Who owes us more than 100 and is overdue? Convert it to euros and remind them."
invoices = list_invoices(status='open')
print(f'{len(invoices)} open invoices')

overdue = [i for i in invoices if i['days_late'] > 30 and i['amount'] > 100]
report = {'reminded': [], 'failed': [], 'total_eur': 0.0}

for invoice in sorted(overdue, key=lambda i: -i['amount']):
    rate = exchange_rate(source=invoice['currency'], target='EUR')
    euros = round(invoice['amount'] * rate, 2)
    report['total_eur'] = round(report['total_eur'] + euros, 2)
    print(f"{invoice['customer']}: {euros:.2f} EUR, {invoice['days_late']} days late")
    try:
        receipt = await send_reminder(invoice['email'], subject=f"Invoice {invoice['id']}", amount=euros)
        report['reminded'].append(receipt['id'])
    except ValueError as error:
        print(f"could not remind {invoice['customer']}: {error}")
        report['failed'].append(invoice['customer'])

report
