create or replace function api.ask_which_agency(
  message jsonb, choices jsonb, at timestamptz
) returns jsonb
language sql set search_path = '' as $$
  -- The system may not read this table, so its retention is here.
  delete from bauhaus.agency_questions o
   where (o.sender, o.phone) in (select x.sender, x.phone from bauhaus.agency_questions x
     where x.at < ask_which_agency.at - interval '30 days' limit 100);
  insert into bauhaus.agency_questions as q (sender, phone, choices, at, held)
  values (message ->> 'sender', message ->> 'phone', choices, at, jsonb_build_array(message))
  on conflict (sender, phone) do update set choices = excluded.choices, at = excluded.at,
    agency_id = null, answered_by = null,
    held = case when q.held @> jsonb_build_array(jsonb_build_object('providerId',
        message -> 'providerId')) or jsonb_array_length(q.held) >= 50
      then q.held else q.held || message end
  returning to_jsonb(true)
$$;

comment on function api.ask_which_agency is
  'Keeps a message to a shared number until the traveller has said whose it is.';
