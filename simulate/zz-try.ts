import { runSeeds, shortfalls } from './batch.ts';
const s = await runSeeds(Number(process.argv[2]), Number(process.argv[3]));
console.log(s.counts, s.failures.slice(0, 10), s.failures.length, shortfalls(s));
