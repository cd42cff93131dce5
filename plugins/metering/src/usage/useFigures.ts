import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  BoundedFigure,
  Bounds,
  coreHours,
  gibHours,
  hours,
} from '@flytower/plugin-metering-common';
import { useFormat } from '@flytower/ui';
import { useMemo } from 'react';
import { meteringTranslationRef } from '../translation/meteringTranslationRef';

const LEAST_SHOWN = 0.01;

/** Sums for people. */
export interface FigureWords {
  /** `3h 10m`, or `between 3h 10m and 3h 20m` where the difference can be seen. */
  bounds(figure: BoundedFigure, bounds: Bounds): string;
  /** One amount with its unit: `1.5 core-h`. */
  amount(figure: BoundedFigure, digits: string): string;
}

/** In what each figure is drawn: hours, core-hours, GiB-hours. */
export function drawn(figure: BoundedFigure, digits: string): number {
  switch (figure) {
    case 'cpuMillicoreSeconds':
      return coreHours(digits);
    case 'memoryByteSeconds':
    case 'storageByteSeconds':
      return gibHours(digits);
    default:
      return hours(digits);
  }
}

/** Writes figures in the reader's language. */
export function useFigures(): FigureWords {
  const { t } = useTranslationRef(meteringTranslationRef);
  const format = useFormat();
  return useMemo(() => {
    const amount = (figure: BoundedFigure, digits: string): string => {
      if (BigInt(digits) === 0n) {
        return '–';
      }
      const exact = drawn(figure, digits);
      // A minute of a small pod is little, and not nothing.
      const value =
        exact < LEAST_SHOWN
          ? `< ${format.number(LEAST_SHOWN)}`
          : format.number(exact);
      switch (figure) {
        case 'cpuMillicoreSeconds':
          return t('figure.coreHours', { value });
        case 'memoryByteSeconds':
        case 'storageByteSeconds':
          return t('figure.gibHours', { value });
        default:
          return format.duration(Number(digits) * 1000);
      }
    };
    return {
      amount,
      bounds: (figure, { least, most }) => {
        const [from, to] = [amount(figure, least), amount(figure, most)];
        return from === to
          ? to
          : t('usage.between', { least: from === '–' ? '0' : from, most: to });
      },
    };
  }, [t, format]);
}
