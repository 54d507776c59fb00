import pg from 'pg';

/** What to put back. */
export interface RequarantineOptions {
  /** Connection string of the administrator. */
  readonly url: string;
  /** Of this agent only. */
  readonly agent?: string;
  /** Set aside at or after this instant only. */
  readonly since?: string;
  /** Lists, and puts nothing back. */
  readonly dryRun?: boolean;
}

/** An event that was put back; no personal data. */
export interface PutBack {
  readonly agent: string;
  readonly actorId: string;
  readonly eventId: string;
  readonly type: string;
  readonly error: string;
}

/** The rows, locked, so that two who put back at once do not do it twice. */
const selectRows = `
  select id, agent, actor_id as "actorId", event_id as "eventId", event ->> 'type' as type, error
    from bauhaus.quarantine
   where ($1::text is null or agent = $1) and ($2::timestamptz is null or at >= $2)
   order by id for update`;

const putBackRows = `
  with gone as (
    delete from bauhaus.quarantine where id = any ($1) returning *),
  untaken as (
    delete from bauhaus.inbox i using gone g
     where i.agent = g.agent and i.actor_id = g.actor_id and i.event_id = g.event_id),
  timers as (
    -- Not where the timer was set again since: the event is then of an old generation.
    update bauhaus.timers t
       set due = (g.event #>> '{data,due}')::timestamptz, sweeps = 0, swept_at = null,
           updated_at = now()
      from gone g
     where t.agent = g.agent and t.actor_id = g.actor_id and t.kind = g.event ->> 'type'
       and t.generation = (g.event #>> '{data,generation}')::integer and t.due is null),
  unsent as (
    delete from bauhaus.outbox o using gone g where o.id = g.event_id)
  select distinct on (event_id) event_id, agency_id, event from gone
   where event #>> '{data,generation}' is null`;

const publishAgain = `
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  select e.event_id, e.agency_id, e.event ->> 'type', e.event, now()
    from jsonb_to_recordset($1) as e (event_id uuid, agency_id uuid, event jsonb)`;

/**
 * Puts events back that were set aside, once the defect is mended: they count as not taken and wait
 * in the outbox, from which the sweeper (on one machine the queue) takes them within two minutes;
 * timers are due again. Agents that have taken an event take it for known. All or nothing.
 */
export const requarantine = async (options: RequarantineOptions): Promise<readonly PutBack[]> => {
  const client = new pg.Client({ connectionString: options.url });
  await client.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<PutBack & { id: string }>(selectRows, [
      options.agent ?? null,
      options.since ?? null,
    ]);
    if (options.dryRun !== true) {
      const events = await client.query(putBackRows, [rows.map(({ id }) => id)]);
      await client.query(publishAgain, [JSON.stringify(events.rows)]);
    }
    await client.query('commit');
    return rows.map(({ id: _, ...row }) => row);
  } finally {
    // Ending the session rolls an unfinished transaction back.
    await client.end();
  }
};
