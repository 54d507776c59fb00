import { useLayoutEffect, useRef, useState } from 'react';

/** The width of an element in pixels, by which a drawing of it is made; 0 before it is known. */
export const useWidth = <E extends HTMLElement>() => {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, width };
};
