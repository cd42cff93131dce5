import { stringify } from 'csv-stringify/sync';

/**
 * A table as CSV (RFC 4180), its first row the titles. A text that a spreadsheet would take for a formula begins with an
 * apostrophe.
 *
 * @public
 */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return stringify(
    rows.map(row => [...row]),
    { record_delimiter: 'windows', escape_formulas: true },
  );
}
