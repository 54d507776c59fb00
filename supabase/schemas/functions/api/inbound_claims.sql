-- `sent_at is not null`: of a phone, the ledger is searched by the index of what was sent.
create or replace function api.inbound_claims(message jsonb, phones jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'claims', coalesce(jsonb_agg(jsonb_build_object('agencyId', a.id, 'name', a.name,
      'isSuspended', a.suspended_at is not null,
      'isQuoted', message ->> 'quotes' is not null and exists (
        select from bauhaus.notifications_log n
         where n.agency_id = a.id and n.sender = a.sender and n.recipient = p.phone
           and n.sent_at is not null
           and message ->> 'quotes' = any (n.former_provider_ids || n.provider_id)),
      'isHeld', coalesce(h.taken_over_until > (message ->> 'now')::timestamptz, false)
        or exists (select from bauhaus.tasks k where k.agency_id = a.id and k.kind = 'handoff'
          and k.state <> 'done' and k.facts ->> 'conversationId' = h.id::text),
      'isAlerted', message ->> 'alertAnswer' is not null and exists (
        select from bauhaus.duty_alerts d
         where d.agency_id = a.id and d.phone = p.phone and d.answered_by is null
           and d.asked_at > (message ->> 'now')::timestamptz - interval '12 hours'),
      'wroteAt', bauhaus.instant(h.last_inbound_at)) order by a.id), '[]'),
    'question', (
      select jsonb_build_object('choices', q.choices, 'agencyId', q.agency_id,
               'at', bauhaus.instant(q.at), 'answeredBy', q.answered_by, 'held', q.held)
        from bauhaus.agency_questions q
       where q.sender = message ->> 'sender' and q.phone = message ->> 'traveller'))
    from jsonb_to_recordset(phones) as p("agencyId" uuid, phone text)
    join bauhaus.agencies a on a.id = p."agencyId" and a.sender = message ->> 'sender'
    left join bauhaus.conversation_threads h
      on h.agency_id = a.id and h.sender = a.sender and h.phone = p.phone
$$;

comment on function api.inbound_claims is
  'What all agencies that share a number know of a message to it: AgencyClaim of '
  'shared/domain/which-agency.ts for each, and AgencyQuestion with the messages that wait for its '
  'answer. `phones` are the traveller''s number as each agency seals it, by `agencyId`; '
  '`traveller` is its token.';
