import { useQuery } from '@tanstack/react-query';

/** How messages leave an agency. */
export type Sending = 'live' | 'paused' | 'shadow' | 'test';
const states: readonly Sending[] = ['live', 'paused', 'shadow', 'test'];

const read = async (): Promise<Sending> => {
  const response = await fetch('/agency/sending');
  if (!response.ok) return 'live';
  const { state }: { readonly state?: unknown } = await response.json();
  return states.find((one) => one === state) ?? 'live';
};

/** Whether messages go to travellers; live where the API does not say. */
export const useSending = (): Sending =>
  useQuery({ queryKey: ['settings', 'sending'], queryFn: read, staleTime: 10_000 }).data ?? 'live';
