create table bauhaus.model_spend (
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  month date not null,
  purpose text not null,
  calls integer not null default 0,
  failures integer not null default 0,
  input_tokens bigint not null default 0,
  cached_input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_micros bigint not null default 0,
  primary key (agency_id, month, purpose)
);
comment on table bauhaus.model_spend is
  'Calls, tokens and cost (millionths of a US dollar) of the language model, per agency, month and '
  'purpose.';
alter table bauhaus.model_spend enable row level security;
