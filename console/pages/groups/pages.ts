// The list and the page of one group are loaded as one: what they share comes once.
export { Group } from './group.tsx';
export { Groups } from './groups.tsx';
