import { useEffect, useRef, useState } from 'react';

/** Rows that are drawn beside those in sight, so that scrolling finds them there. */
const beside = 12;
/** The window moves by so many rows at once: most scrolling draws nothing anew. */
const stride = 6;
/** Of a row, in pixels, before one was drawn. */
const usualHeight = 92;

/** Which rows are drawn, and how high one is, in pixels. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

/** The rows in and near a view, of a list whose first row is so far below the top of that view. */
export const windowOf = (top: number, viewHeight: number, height: number): Window => {
  const seen = -top / height;
  const from = Math.floor((seen - beside) / stride) * stride;
  const to = Math.ceil((seen + viewHeight / height + beside) / stride) * stride;
  return { from: Math.max(from, 0), to: Math.max(to, 0), height };
};

/**
 * Draws of a long list what is in sight. Its rows are all as high as the first one. `list` is its
 * element, which `style` keeps as long as it would be with all rows.
 */
export const useWindow = (count: number) => {
  const list = useRef<HTMLUListElement>(null);
  const [seen, setSeen] = useState<Window>(() => windowOf(0, innerHeight, usualHeight));
  useEffect(() => {
    const look = (): void => {
      const element = list.current;
      if (!element) return;
      const height = element.querySelector('li')?.offsetHeight || usualHeight;
      const next = windowOf(element.getBoundingClientRect().top, innerHeight, height);
      setSeen((before) =>
        before.from === next.from && before.to === next.to && before.height === next.height
          ? before
          : next,
      );
    };
    look();
    // Whatever it is that scrolls around the list.
    document.addEventListener('scroll', look, { capture: true, passive: true });
    addEventListener('resize', look);
    return () => {
      document.removeEventListener('scroll', look, { capture: true });
      removeEventListener('resize', look);
    };
  }, []);
  const { height } = seen;
  const to = Math.min(seen.to, count);
  const from = Math.min(seen.from, to);
  return {
    list,
    from,
    to,
    style: { paddingTop: from * height, paddingBottom: (count - to) * height },
    /** Where a row is, drawn or not. */
    placeOf: (index: number) => ({ top: index * height, height }),
  };
};
