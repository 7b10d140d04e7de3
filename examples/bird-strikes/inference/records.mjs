import { readCsv } from '../features/csv.mjs';
import { COLUMNS } from '../features/strikes.mjs';

/** A request that cannot be answered, with the HTTP status that says so. */
export class RequestError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * The records of a request: JSON (an object, or an array of objects) or CSV with a header line.
 * @returns {{ records: Record<string, unknown>[], single: boolean }}
 */
export function readRecords(contentType, body) {
  const type = (contentType ?? 'application/json').split(';')[0].trim().toLowerCase();
  if (type === 'text/csv') return check({ records: readCsv(body, 'the request').rows, single: false });
  if (type !== 'application/json') throw new RequestError(415, `Content-Type must be application/json or text/csv, got ${type}`);
  let value;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new RequestError(400, `the body is not JSON: ${error.message}`);
  }
  return check({ records: Array.isArray(value) ? value : [value], single: !Array.isArray(value) });
}

/** The answer in the form asked for: JSON as the request was (one object or an array), or one probability a line. */
export function writeAnswer(accept, probabilities, single) {
  if (accept?.includes('text/csv')) return { type: 'text/csv', body: `${probabilities.map((p) => p.toFixed(6)).join('\n')}\n` };
  const answers = probabilities.map((p) => ({ probability: Number(p.toFixed(6)) }));
  return { type: 'application/json', body: JSON.stringify(single ? answers[0] : answers) };
}

function check({ records, single }) {
  if (records.length === 0) throw new RequestError(400, 'the request has no records');
  records.forEach((record, i) => {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      throw new RequestError(400, `record ${i + 1} must be an object, got ${JSON.stringify(record)}`);
    }
    if (!COLUMNS.some((column) => column in record)) {
      throw new RequestError(400, `record ${i + 1} has none of the known columns: ${COLUMNS.join(', ')}`);
    }
  });
  return { records, single };
}
