-- Few agencies have rows, and what a row is about is looked up only where there is one.
create or replace function bauhaus.brake_on(
  message bauhaus.notifications_log, at timestamptz
) returns bauhaus.sending_brakes
language plpgsql stable as $$
declare
  brake bauhaus.sending_brakes;
begin
  select b.* into brake from bauhaus.sending_brakes b
   where (b.agency_id = message.agency_id or b.agency_id is null)
     and (b.lifts_at is null or b.lifts_at > at)
     and rules.is_braked(message.notification_type, b.state)
     and case b.scope
       when 'type' then b.subject = message.notification_type
       when 'journey' then exists (select from bauhaus.trips t
         where t.id = message.trip_id and t.journey_id::text = b.subject)
       when 'contact' then case when message.trip_id is not null
         then exists (select from bauhaus.trips t
           where t.id = message.trip_id and t.contact_id::text = b.subject)
         else exists (select from bauhaus.contacts c
           where c.id = b.subject::uuid and c.phone = message.recipient) end
       else true end
   order by rules.sending_rank(b.state) desc, b.id limit 1;
  return brake;
end
$$;

comment on function bauhaus.brake_on is
  'The strictest brake on a message at an instant; all nulls: it is sent as ever.';
