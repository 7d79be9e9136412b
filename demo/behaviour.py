"""How customers and employees behave: devices, logins, complaints, actions at work."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from demo.accounts import Accounts
from demo.calendar import (
    EPOCH,
    any_day,
    in_leisure,
    in_office_hours,
    iso,
    iso_date,
    working_day,
)
from demo.plan import DAY, DAYS, Ints, Plan
from demo.population import Population
from demo.schemes import Scheme
from demo.tables import Table, from_rows, table

_MODELS = ("Kite 4", "Kite 5", "Lumen S", "Lumen S2", "Pebble One", "Marlin Tab")
_COMPLAINTS = (
    ("unknown payment", "I do not recognise a payment from my account."),
    ("fees", "The fee for my account went up without a word."),
    ("blocked card", "My card was refused twice this week."),
    ("waiting time", "Nobody answered the telephone for an hour."),
    ("scam", "Somebody who said he was from the bank made me move my savings."),
    ("wrong advice", "The fund I was sold is not what I was told it was."),
)
_ACTIONS = (
    ("viewed account", "core banking", 0.62),
    ("changed contact details", "customer file", 0.16),
    ("overrode payment limit", "payments", 0.08),
    ("closed alert", "monitoring", 0.09),
    ("changed risk rating", "customer file", 0.05),
)


def device_usage(plan: Plan, population: Population, shared: Sequence[int]) -> Table:
    """Which customer uses which device; those of `shared_devices` come on top."""
    rng = plan.rng("devices")
    people = population.people
    sharing = [n for n, device in enumerate(shared) if device >= 0]
    users = [*people.ids, *(people.ids[n] for n in sharing)]
    numbers = [*people.device.tolist(), *(shared[n] for n in sharing)]
    kinds = rng.integers(len(_MODELS), size=max(numbers) + 1)
    return table(
        customer_id=users,
        device_id=[device_id(n) for n in numbers],
        model=[_MODELS[kinds[n]] for n in numbers],
        first_used=iso_date(-rng.integers(0, 900, size=len(users))),
        times_used=[str(n) for n in rng.geometric(0.02, size=len(users)).tolist()],
    )


def device_id(number: int) -> str:
    """`D-` and six hex digits."""
    return f"D-{number * 2_654_435_761 % (1 << 24):06x}"


def shared_devices(
    population: Population, accounts: Accounts, schemes: Sequence[Scheme]
) -> list[int]:
    """For each person the number of the device that their scheme shares, -1 for none."""
    person_of = {int(a): n for n, a in enumerate(accounts.current_of_person)}
    shared = [-1] * len(population.people.ids)
    for scheme in schemes:
        users = [person_of[a] for a in scheme.roles if a in person_of]
        if scheme.shares_device and len(users) > 1:
            for person in users:
                shared[person] = len(shared) + scheme.number
    return shared


def logins(plan: Plan, population: Population, shared: Sequence[int]) -> Table:
    """A sample of logins, about one for each customer; a few from addresses abroad."""
    rng = plan.rng("logins")
    count = plan.people
    people = population.people
    who = rng.integers(plan.people, size=count)
    device = [shared[n] if shared[n] >= 0 else int(people.device[n]) for n in who.tolist()]
    outcome = rng.choice(["succeeded", "failed", "locked"], size=count, p=[0.93, 0.06, 0.01])
    # The three networks that are set aside for documentation (RFC 5737).
    network = np.array(["192.0.2", "198.51.100", "203.0.113"])[
        rng.choice(3, size=count, p=[0.6, 0.37, 0.03])
    ]
    host = rng.integers(1, 255, size=count)
    return table(
        login_id=[f"L{n:06d}" for n in range(1, count + 1)],
        customer_id=[people.ids[n] for n in who.tolist()],
        device_id=[device_id(n) for n in device],
        ip_address=[f"{n}.{h}" for n, h in zip(network.tolist(), host.tolist(), strict=True)],
        at=iso(in_leisure(rng, any_day(rng, count))),
        channel=rng.choice(["mobile", "web"], size=count, p=[0.8, 0.2]).tolist(),
        outcome=outcome.tolist(),
    )


def complaints(plan: Plan, population: Population, accounts: Accounts) -> Table:
    """One complaint for each twenty-five people."""
    rng = plan.rng("complaints")
    count = plan.people // 25
    who = rng.integers(plan.people, size=count)
    kinds = [_COMPLAINTS[k] for k in rng.integers(len(_COMPLAINTS), size=count).tolist()]
    days = np.sort(any_day(rng, count))
    states = rng.choice(["open", "settled", "rejected"], size=count, p=[0.25, 0.6, 0.15])
    return table(
        complaint_id=[f"K{n:05d}" for n in range(1, count + 1)],
        customer_id=[population.people.ids[n] for n in who.tolist()],
        account=[accounts.iban[a] for a in accounts.current_of_person[who].tolist()],
        opened_at=iso(in_leisure(rng, days)),
        category=[kind for kind, _ in kinds],
        text=[text for _, text in kinds],
        channel=rng.choice(["telephone", "e-mail", "branch"], size=count).tolist(),
        status=states.tolist(),
    )


def employee_actions(
    plan: Plan, population: Population, accounts: Accounts, schemes: Sequence[Scheme]
) -> tuple[Table, str]:
    """What employees did, and the id of the one who looks after a scheme at night."""
    rng = plan.rng("employee actions")
    staff = population.employees
    count = plan.employees * 12
    customers = np.concatenate([accounts.current_of_person, accounts.account_of_company])
    who = rng.integers(plan.employees, size=count)
    kinds = rng.choice(len(_ACTIONS), size=count, p=[share for _, _, share in _ACTIONS])
    at = in_office_hours(rng, working_day(rng, count))
    on: Ints = customers[rng.integers(len(customers), size=count)]
    events = [
        (int(at[n]), staff.ids[who[n]], _ACTIONS[kinds[n]][:2], int(on[n])) for n in range(count)
    ]
    insider = int(rng.integers(plan.employees))
    scheme = next(s for s in schemes if s.typology == "scatter_gather")
    for account in scheme.roles:
        night = int(rng.integers(DAYS)) * DAY + int(rng.integers(0, 4 * 3600))
        events.append((EPOCH + night, staff.ids[insider], _ACTIONS[0][:2], account))
    events.sort()
    rows = [
        (f"A{n:06d}", who_id, action, system, accounts.iban[account], iso(np.array([instant]))[0])
        for n, (instant, who_id, (action, system), account) in enumerate(events, start=1)
    ]
    names = ("action_id", "employee_id", "action", "system", "account", "at")
    return from_rows(names, rows), staff.ids[insider]
