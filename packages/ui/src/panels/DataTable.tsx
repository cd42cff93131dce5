import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { ReactNode, useState } from 'react';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import styles from './DataTable.module.css';

/** So many rows are shown at first, and so many more at each demand. */
const PAGE = 50;

/** @public */
export interface DataColumn<T> {
  id: string;
  title: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand at the end, so that their digits can be compared. */
  align?: 'start' | 'end';
  /** A CSS width, so that the columns of several tables stand in line; as wide as needed when left out. */
  width?: string;
}

/**
 * A dense table that reads rows as the server sorted them. On a narrow screen each row becomes a card whose values carry
 * the titles of their columns. The first column names the row. Of a long list it shows the beginning, and more on demand.
 *
 * @public
 */
export function DataTable<T>(props: {
  /** Names the table for those who do not see it. */
  label: string;
  columns: readonly DataColumn<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
}) {
  const { label, columns, rows, rowKey } = props;
  const { t } = useTranslationRef(uiTranslationRef);
  const [shown, setShown] = useState(PAGE);
  const rest = Math.max(0, rows.length - shown);
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={label}>
        <colgroup>
          {columns.map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(({ id, title, align }) => (
              <th key={id} scope="col" className={align && styles[align]}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map(row => (
            <tr key={rowKey(row)}>
              {columns.map(({ id, title, cell, align }, index) =>
                index === 0 ? (
                  <th key={id} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td
                    key={id}
                    data-title={title}
                    className={align && styles[align]}
                  >
                    {/* One box, so that the title of a card's line stands beside all of it. */}
                    <div>{cell(row)}</div>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 ? (
        <Button
          size="small"
          variant="secondary"
          onPress={() => setShown(shown + PAGE)}
        >
          {t('table.more', { rest: String(rest) })}
        </Button>
      ) : null}
    </div>
  );
}
