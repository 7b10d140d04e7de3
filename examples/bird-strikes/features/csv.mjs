/** What is wrong with the data, in words for the person who supplied it. */
export class DataError extends Error {}

/**
 * Reads a CSV text (RFC 4180: quotes, doubled quotes, line ends inside quotes) into one object a row, keyed by the header.
 * @param {string} text
 * @param {string} name what the text is called in an error
 * @returns {{ columns: string[], rows: Record<string, string>[] }}
 */
export function readCsv(text, name) {
  const [header, ...lines] = parse(text.replace(/^\uFEFF/, ''), name);
  if (!header) throw new DataError(`${name} is empty: the first line must name the columns`);
  const columns = header.fields.map((field) => field.trim());
  const rows = lines.map(({ fields, line }) => {
    if (fields.length !== columns.length) {
      throw new DataError(`${name} line ${line} has ${fields.length} fields where the header has ${columns.length}`);
    }
    return Object.fromEntries(columns.map((column, i) => [column, fields[i]]));
  });
  return { columns, rows };
}

/** One line of CSV; fields are quoted only where they must be. */
export function csvLine(fields) {
  return fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}

function parse(text, name) {
  const records = [];
  let fields = [];
  let field = '';
  let line = 1;
  let start = 1;
  let quoted = false;
  const endRecord = () => {
    fields.push(field);
    // A blank line is no record.
    if (fields.length > 1 || field !== '') records.push({ fields, line: start });
    fields = [];
    field = '';
    start = line;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\n') line++;
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (c === '"' && field === '') quoted = true;
    else if (c === ',') {
      fields.push(field);
      field = '';
    } else if (c === '\n') endRecord();
    else if (c !== '\r') field += c;
  }
  if (quoted) throw new DataError(`${name} line ${start} opens a quote that never closes`);
  endRecord();
  return records;
}
