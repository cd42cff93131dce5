import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import { KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { appTranslationRef } from '../translation/appTranslationRef';
import { findHits } from './hits';
import styles from './search.module.css';
import { useHits } from './useHits';

/** Finds applications, services, clusters, tenants and releases by name: type, choose with the arrows, Enter goes there. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslationRef(appTranslationRef);
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const { hits, failed, asking } = useHits(query);
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const found = findHits(hits, query);

  // The dialog gives its first element the focus; the field is what people opened it for.
  useEffect(() => {
    input.current?.focus();
  }, []);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: 'nearest' });
  }, [active]);

  const goTo = (href: string | undefined) => {
    if (href) {
      onClose();
      navigate(href);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) {
      event.preventDefault();
      setActive((active + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      goTo(found[active]?.href);
    }
  };

  return (
    <Dialog
      isOpen
      onOpenChange={open => {
        if (!open) {
          onClose();
        }
      }}
      width={620}
    >
      <DialogHeader>{t('search.title')}</DialogHeader>
      <DialogBody>
        <input
          ref={input}
          className={styles.input}
          type="search"
          role="combobox"
          aria-label={t('search.label')}
          placeholder={t('search.label')}
          aria-expanded={found.length > 0}
          aria-controls={listId}
          aria-activedescendant={
            found.length > 0 ? `${listId}-${active}` : undefined
          }
          autoComplete="off"
          value={query}
          onChange={event => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <ul
          ref={list}
          id={listId}
          className={styles.list}
          role="listbox"
          aria-label={t('search.title')}
        >
          {found.map((hit, index) => (
            // The keyboard acts on the field, which says by aria-activedescendant which option is active.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <li
              key={`${hit.kind}/${hit.name}/${hit.context}`}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              className={styles.hit}
              onClick={() => goTo(hit.href)}
              onMouseMove={() => setActive(index)}
            >
              <span className={styles.kind}>
                {t(`search.kind.${hit.kind}`)}
              </span>
              <span className={styles.name}>{hit.name}</span>
              <span className={styles.context}>{hit.context}</span>
            </li>
          ))}
        </ul>
        <p className={styles.note} role="status">
          {query.trim() === '' ? t('search.hint') : null}
          {query.trim() !== '' && found.length === 0 && !asking
            ? t('search.empty', { query })
            : null}
        </p>
        {failed.length > 0 ? (
          <p className={styles.note}>
            {t('search.partial', {
              parts: failed.map(kind => t(`search.kind.${kind}`)).join(', '),
            })}
          </p>
        ) : null}
      </DialogBody>
    </Dialog>
  );
}
