/** Drawn on 20 × 20 with a line of 1.6. */
const drawings = {
  now: 'M5 14h10l-1.2-2V9a3.8 3.8 0 0 0-7.6 0v3zM8.5 16.5a1.6 1.6 0 0 0 3 0',
  inbox:
    'M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.5v7a1.5 1.5 0 0 1-1.5 1.5H9l-4 3v-3h-.5A1.5 1.5 0 0 1 3 12.5z',
  board: 'M3 4h14v12H3zM3 8h14M8 8v8',
  journeys: 'M3 15c4 0 3-10 7-10s3 10 7 10M3 15h.01M17 15h.01',
  flight: 'M17.5 3.5 2.8 8.6l5.4 3.1 3 5.5z M8.2 11.7l3.8-3.6',
  people: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5',
  groups:
    'M7.5 9.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 16c.4-2.6 2.3-4 5-4s4.6 1.4 5 4M13 4.700a2.5 2.5 0 0 1 0 4.600M14.5 12.200c1.7.5 2.7 1.8 3 3.8',
  import: 'M10 3v9m0 0 3.5-3.500M10 12 6.5 8.500M4 13v3h12v-3',
  reports: 'M4 16V9M8 16V4M12 16v-5M16 16V7',
  settings: 'M4 6h6M14 6h2M4 14h2M10 14h6M12 4v4M8 12v4',
  operator: 'M4 4h12v5H4zM4 11h12v5H4zM7 6.500h.01M7 13.500h.01',
  search: 'M9 14.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4',
  more: 'M4 6h12M4 10h12M4 14h12',
  close: 'M5 5l10 10M15 5 5 15',
  check: 'M4 10.5 8 14.5 16 6',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4l2.5 2',
  snooze: 'M6 5h8l-8 10h8',
  hand: 'M4 10h9M9 6l4 4-4 4M16 4v12',
  back: 'M16 10H5M9 6l-4 4 4 4',
  undo: 'M4 8h8a4 4 0 0 1 0 8H8M4 8l3.5-3.500M4 8l3.5 3.5',
  note: 'M5 3h7l3 3v11H5zM12 3v3h3M7.5 10h5M7.5 13h3',
  phone:
    'M5 3.500h2.500l1.3 3.4-1.7 1.300a9 9 0 0 0 4.7 4.700l1.3-1.7 3.4 1.300V15A1.5 1.5 0 0 1 15 16.500C9 16.5 3.5 11 3.5 5A1.5 1.5 0 0 1 5 3.500z',
  device: 'M6 3h8v14H6zM9 14.500h2',
  warning: 'M10 4 2.8 16.500h14.400zM10 9v3.500M10 14.500h.01',
  child:
    'M10 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM6 11l4-1.500L14 11M10 9.500V14M10 14l-2.5 3.500M10 14l2.5 3.5',
  person: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c.6-3 3-4.5 6-4.500s5.4 1.5 6 4.5',
  send: 'M3.5 10 17 4l-4 13-3.5-5z',
  document: 'M5 3h7l3 3v11H5zM12 3v3h3',
  chevron: 'M7.5 5l5 5-5 5',
  down: 'M5 7.500l5 5 5-5',
  plus: 'M10 4v12M4 10h12',
  key: 'M12.5 7.500h.01M12 12a4 4 0 1 0-3.8-2.800L3 14.500V17h2.500v-2h2v-2h1.300z',
  place:
    'M10 17s5-4.7 5-8.500a5 5 0 0 0-10 0C5 12.3 10 17 10 17zM10 10a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  book: 'M4 4h5a1.5 1.5 0 0 1 1 .500A1.5 1.5 0 0 1 11 4h5v12h-5a1 1 0 0 0-1 .7 1 1 0 0 0-1-.700H4zM10 4.500v12',
  robot: 'M5 7h10v8H5zM10 7V4M8 10.500h.01M12 10.500h.01M3 10v2.500M17 10v2.5',
  out: 'M8 4H4v12h4M8 10h9M14 7l3 3-3 3',
  edit: 'M4 16l1-4 8-8 3 3-8 8z',
  link: 'M8.5 11.500a3 3 0 0 0 4.2 0l2.5-2.500a3 3 0 0 0-4.2-4.200l-1 1M11.5 8.500a3 3 0 0 0-4.2 0L4.8 11a3 3 0 0 0 4.2 4.200l1-1',
  trash: 'M4 6h12M8 6V4h4v2M6 6l.7 10.500h6.600L14 6',
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof drawings;

/** A drawing beside words; it says nothing by itself. */
export const Icon = ({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={drawings[name]} />
  </svg>
);
