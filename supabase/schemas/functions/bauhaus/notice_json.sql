create or replace function bauhaus.notice_json(n bauhaus.notices) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object('id', n.id, 'texts', n.texts, 'target', n.target,
    'previewedBy', n.previewed_by, 'previewedById', n.previewed_by_id,
    'previewedAt', n.previewed_at, 'expiresAt', n.expires_at,
    'confirmedBy', n.confirmed_by, 'confirmedAt', n.confirmed_at,
    'stoppedBy', n.stopped_by, 'stoppedAt', n.stopped_at,
    'usedBefore', (select count(*) from bauhaus.notice_recipients r join bauhaus.notices o
        on o.id = r.notice_id
      where o.agency_id = n.agency_id and o.id <> n.id
        and o.confirmed_at > n.previewed_at - interval '1 day'
        and o.confirmed_at <= n.previewed_at),
    'recipients', (select coalesce(jsonb_agg(jsonb_build_object('contactId', r.contact_id,
        'revision', r.contact_revision, 'language', r.language, 'tripId', r.trip_id,
        'name', c.name, 'status', m.delivery_status, 'providerStatus', m.provider_status,
        'reason', coalesce(m.error_message, m.error_code))
        order by c.name collate "C", r.contact_id), '[]'::jsonb)
      from bauhaus.notice_recipients r
      left join bauhaus.contacts c on c.id = r.contact_id
      left join bauhaus.notifications_log m
        on m.effect_key = r.effect_key and m.agency_id = r.agency_id
     where r.notice_id = n.id));
end
$$;

comment on function bauhaus.notice_json is 'NoticeRow of shared/ports/notices.ts.';
