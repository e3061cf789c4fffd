/**
 * How a mail looks: a column of at most 600 pixels made of tables with inline styles, which is what mail programs show alike. Dark mode
 * may turn its colours round: nothing depends on a background but the card, which brings its own text colour.
 */
const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const CELL = `font-family:${FONT};color:#202223;`;

const HEAD = `<!doctype html>
<html lang="{{ language }}" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{ subject }}</title>
<style>
:root { color-scheme: light dark; }
@media (max-width: 620px) { .outer { padding: 0 !important; } .inner { border-radius: 0 !important; padding: 28px 20px !important; } }
@media (prefers-color-scheme: dark) {
  .outer, body { background: #111213 !important; }
  .inner { background: #1d1f20 !important; }
  .ink { color: #f1f1f1 !important; }
  .quiet { color: #a9adb1 !important; }
  .figures { background: #2a2d2f !important; }
}
</style>
</head>`;

const CARD = `{% if card %}
<tr><td style="padding:8px 0 20px;">
{% if card_image %}
<img src="{{ card_image }}" alt="{{ card.alt }}" width="400" style="display:block;width:100%;max-width:400px;height:auto;border:0;border-radius:14px;">
{% else %}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:400px;border-collapse:separate;">
<tr><td bgcolor="{{ card.background }}" style="background-color:{{ card.background }};border-radius:14px;padding:24px;font-family:${FONT};color:{{ card.text }};">
<div style="font-size:13px;line-height:18px;color:{{ card.text }};">{{ program.name }}</div>
<div style="font-size:26px;line-height:34px;font-weight:700;padding:28px 0 4px;color:{{ card.text }};">{{ card.name }}</div>
{% if card.dates != "" %}<div style="font-size:13px;line-height:18px;color:{{ card.text }};">{{ card.dates }}</div>{% endif %}
</td></tr></table>
{% endif %}
</td></tr>{% endif %}`;

const FIGURES = `<tr><td style="padding:4px 0 20px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="figures" bgcolor="#f4f5f6" style="background-color:#f4f5f6;border-radius:10px;border-collapse:separate;">
{% for figure in figures %}<tr>
<td class="quiet" style="font-family:${FONT};color:#5c5f62;font-size:15px;line-height:20px;padding:12px 0 12px 16px;">{{ figure.label }}</td>
<td class="ink" align="right" style="${CELL}font-size:15px;line-height:20px;font-weight:600;padding:12px 16px;">{{ figure.value }}</td>
</tr>{% endfor %}
</table></td></tr>`;

const BUTTON = `{% if button != "" %}<tr><td style="padding:4px 0 12px;">
<table role="presentation" cellpadding="0" cellspacing="0"><tr><td bgcolor="#1f5a3d" style="background-color:#1f5a3d;border-radius:8px;">
<a href="{{ shop.account_url }}" style="display:inline-block;padding:13px 22px;font-family:${FONT};font-size:16px;line-height:20px;font-weight:600;color:#ffffff;text-decoration:none;">{{ button }}</a>
</td></tr></table></td></tr>{% endif %}`;

/** The HTML around what a merchant wrote. Its values: `mail-values.ts`, and the rendered parts of the template. */
export const FRAME = `${HEAD}
<body style="margin:0;padding:0;background-color:#eef0f1;">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;">{{ preheader }}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="outer" bgcolor="#eef0f1" style="background-color:#eef0f1;padding:32px 12px;">
<tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;">
<tr><td class="inner" bgcolor="#ffffff" style="background-color:#ffffff;border-radius:16px;padding:36px 40px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0">
<tr><td class="quiet" style="font-family:${FONT};color:#5c5f62;font-size:14px;line-height:20px;padding-bottom:18px;">{{ shop.name }}</td></tr>
<tr><td class="ink" style="${CELL}font-size:26px;line-height:33px;font-weight:700;padding-bottom:14px;">{{ heading }}</td></tr>
${CARD}
{% for paragraph in paragraphs %}<tr><td class="ink" style="${CELL}font-size:16px;line-height:25px;padding-bottom:16px;">{% for line in paragraph %}{{ line }}{% unless forloop.last %}<br>{% endunless %}{% endfor %}</td></tr>{% endfor %}
${FIGURES}
${BUTTON}
</table></td></tr>
<tr><td class="quiet" align="center" style="font-family:${FONT};color:#5c5f62;font-size:13px;line-height:20px;padding:20px 24px;">{{ why }}<br>
<a href="{{ unsubscribe_url }}" class="quiet" style="color:#5c5f62;text-decoration:underline;">{{ unsubscribe }}</a></td></tr>
</table></td></tr></table>
</body></html>`;
