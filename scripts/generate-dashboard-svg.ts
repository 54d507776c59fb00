import { writeFileSync } from 'node:fs';
import { dashboardSvg, widgetsOf } from '../infra/lib/dashboard-svg.ts';
import { dashboardBodyOf, synthesise } from '../infra/test/templates.ts';

/** `npm run docs:dashboard`: draws docs/dashboard.svg from the dashboard that is synthesised. */
writeFileSync('docs/dashboard.svg', dashboardSvg(widgetsOf(dashboardBodyOf(synthesise()))));
