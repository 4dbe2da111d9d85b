"""Z3 on SMT-LIB text: one incremental solver, budgets in its own resource units, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from potstill.verifier.smt.script import Cone, Script

if TYPE_CHECKING:
    import z3

DEFAULT_RLIMIT: Final = 4_000_000
"""Resource units of one question; a second or two of work, where it is not decided before."""
_REST: Final = 8
"""Of so many parts of a budget the last is for Z3 as a whole, where the incremental solver did not decide."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one question may cost. The same budget, seed and solver give the same outcome on every machine."""

    rlimit: int = DEFAULT_RLIMIT
    seed: int = 0


DEFAULT_BUDGET: Final = Budget()


_STEPS: Final = ("simplify", "propagate-values", "solve-eqs", "simplify", "smt")
"""Of the preprocessing, and of the solver behind it."""


class Answer(Enum):
    """What a solver says."""

    SAT = "sat"
    UNSAT = "unsat"
    UNKNOWN = "unknown"


class SolverMissing(RuntimeError):
    """Z3 is not installed."""

    def __init__(self) -> None:
        super().__init__("proofs need Z3: install it with  pip install 'potstill[verify]'")


def solver_version() -> str:
    """The version of Z3. SolverMissing where there is none."""
    version: str = _z3().get_version_string()
    return version


class Solver:
    """The commands of a script, sent once; questions in between push and pop.

    INVARIANT: after ``ask`` a question stays open, so that its model can be narrowed, until ``close``.
    """

    def __init__(self, script: Script, budget: Budget) -> None:
        self._z3 = _z3()
        self._script = script
        self._given = self._budget = budget
        self._context: z3.Context = self._z3.Context()
        self._solver: z3.Solver = self._z3.SimpleSolver(ctx=self._context)
        self._solver.set("random_seed", budget.seed)
        self._sent: set[int] = set()
        self._model: z3.ModelRef | None = None
        self._open = False

    def ask(self, cone: Cone, assertions: Iterable[str], query: str) -> tuple[Answer, str]:
        """Whether the assertions hold together for some values; why not known, if not.

        What the incremental solver leaves open is given, as ``query``, to Z3 with preprocessing, which
        sometimes decides it, and starts slower.
        """
        self.close()
        self._push(cone, assertions)
        self._open = True
        rest = self._budget.rlimit // _REST
        answer, reason = self._check(self._solver, self._budget.rlimit - rest)
        if answer is not Answer.UNKNOWN:
            return answer, reason
        whole = _whole(query, self._budget.seed, self._context)
        return self._check(whole, rest)

    def also(self, cone: Cone, assertions: Iterable[str]) -> Answer:
        """What is said if these assertions are added to the open question, which stays as it is."""
        self._push(cone, assertions)
        answer, _ = self._check(self._solver, self._budget.rlimit)
        self._solver.pop()
        return answer

    def _push(self, cone: Cone, assertions: Iterable[str]) -> None:
        """A new scope with the assertions, the facts and, once for all, the definitions that they need."""
        self._solver.push()
        missing = [entry for entry in cone.entries if entry not in self._sent]
        self._sent.update(missing)
        commands = [self._script.command(entry) for entry in missing]
        commands += [f"(assert {formula})" for formula in (*cone.facts, *assertions)]
        self._solver.from_string("\n".join(commands))

    def narrow(self, formula: str, rlimit: int) -> bool:
        """Whether the open question has a model where the formula holds; if so, it holds from now on."""
        self._solver.push()
        self._solver.from_string(f"(assert {formula})")
        before = self._model
        answer, _ = self._check(self._solver, rlimit)
        if answer is Answer.SAT:
            return True
        self._model = before
        self._solver.pop()
        return False

    def pin(self, formula: str) -> None:
        """Have a formula hold from now on that does so in the model."""
        self._solver.from_string(f"(assert {formula})")

    def hurry(self) -> None:
        """Spend an eighth of the budget on each question from now on."""
        self._budget = replace(self._given, rlimit=self._given.rlimit // 8)

    def close(self) -> None:
        """Forget the open question; what was sent stays known."""
        if self._open:
            self._solver.pop(self._solver.num_scopes())
            self._open = False

    def _check(self, solver: z3.Solver, rlimit: int) -> tuple[Answer, str]:
        # The limit is per check, although Z3 reports a count that runs on within a context.
        solver.set("rlimit", max(rlimit, 1))
        found = solver.check()
        self._model = None
        if found == self._z3.sat:
            self._model = solver.model()
            return Answer.SAT, ""
        if found == self._z3.unsat:
            return Answer.UNSAT, ""
        return Answer.UNKNOWN, solver.reason_unknown()

    # Models

    def integer(self, name: str) -> int:
        """The value of an integer constant in the last model."""
        return self._number(self._z3.Int(name, self._context))

    def truth(self, name: str) -> bool:
        """The value of a Boolean constant in the last model."""
        assert self._model is not None
        value = self._model.eval(self._z3.Bool(name, self._context), model_completion=True)
        return bool(self._z3.is_true(value))

    def image(self, function: str, argument: int) -> int:
        """The value of a function from integers to integers in the last model."""
        sort = self._z3.IntSort(self._context)
        image = self._z3.Function(function, sort, sort)
        return self._number(image(self._z3.IntVal(argument, self._context)))

    def _number(self, term: z3.ArithRef) -> int:
        assert self._model is not None
        value = self._model.eval(term, model_completion=True)
        return int(value.as_long())


def alone(query: str, budget: Budget) -> Answer:
    """What Z3 says of a complete text by a strategy of its own; some of those have limits in seconds."""
    solver = _z3().Solver()
    solver.set("random_seed", budget.seed)
    solver.set("rlimit", budget.rlimit)
    solver.from_string(query.replace("(check-sat)\n", ""))
    return Answer(str(solver.check()))


def _whole(query: str, seed: int, context: z3.Context) -> z3.Solver:
    """Z3 with preprocessing, about to answer a text.

    The steps are named here, since the strategies that Z3 chooses by itself have limits in seconds.
    """
    z3 = _z3()
    steps = [z3.Tactic(name, ctx=context) for name in _STEPS]
    solver = z3.Then(*steps, ctx=context).solver()
    solver.set("random_seed", seed)
    solver.from_string(query.replace("(check-sat)\n", ""))
    return solver


def _z3() -> Any:
    """The module, which is optional and so imported late."""
    try:
        import z3
    except ImportError as missing:
        raise SolverMissing from missing
    return z3
