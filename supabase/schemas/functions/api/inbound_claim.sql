create or replace function api.inbound_claim(message jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('agencyId', a.id, 'name', a.name,
    'isSuspended', a.suspended_at is not null,
    'isQuoted', exists (select from bauhaus.notifications_log n
      where n.agency_id = a.id and n.sender = message ->> 'sender'
        and n.recipient = message ->> 'phone'
        and (message ->> 'quotes' = n.provider_id
          or message ->> 'quotes' = any (n.former_provider_ids))),
    'isHeld', coalesce(h.taken_over_until > (message ->> 'now')::timestamptz, false)
      or exists (select from bauhaus.tasks k where k.agency_id = a.id and k.kind = 'handoff'
        and k.state <> 'done' and k.facts ->> 'conversationId' = h.id::text),
    'wroteAt', bauhaus.instant(h.last_inbound_at))
    from bauhaus.agencies a
    left join bauhaus.conversation_threads h on h.agency_id = a.id
      and h.sender = message ->> 'sender' and h.phone = message ->> 'phone'
   where a.id = bauhaus.current_agency()
$$;

comment on function api.inbound_claim is
  'AgencyClaim of shared/domain/which-agency.ts: what an agency knows of a message to a number '
  'that it shares.';
