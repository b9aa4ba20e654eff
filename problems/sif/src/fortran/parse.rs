//! The grammar of expressions. From the weakest: `.EQV. .NEQV.`, `.OR.`, `.AND.`, `.NOT.`, relations, `+ -` (also as
//! signs), `* /`, `**` (to the right). A sign may follow an operator, as compilers allow: `A*-B`, `A**-2`.

use super::Fault;
use super::arithmetic::{Kind, Value, binary, negative};
use super::graph::{Call, Graph, Id, Part};
use super::intrinsic;
use super::operation::{Binary, Unary};
use super::scope::Scope;
use super::token::{Token, tokens};
use crate::external::{self, Argument};

/// Parentheses and signs that may stand in one another.
const DEEPEST: usize = 100;

/// The value of the expression `text`. Arrays that an external function fills are filled in `scope`, only where
/// `condition` holds if there is one.
pub(crate) fn expression(
    text: &str,
    graph: &mut Graph,
    scope: &mut Scope,
    condition: Option<Id>,
) -> Result<Value, Fault> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0, end: text.len(), depth: 0, graph, scope, condition };
    let value = parser.equivalence()?;
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(Fault::new(parser.at(), "the expression should end here", "an operator or the end")),
    }
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    next: usize,
    end: usize,
    depth: usize,
    graph: &'a mut Graph,
    scope: &'a mut Scope,
    condition: Option<Id>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |&(at, _)| at)
    }

    /// Takes the next token if it is one of these operators.
    fn operator(&mut self, among: &[&str]) -> Option<&'static str> {
        match self.peek() {
            Some(&Token::Operator(operator)) if among.contains(&operator) => {
                self.next += 1;
                Some(operator)
            }
            _ => None,
        }
    }

    fn mark(&mut self, mark: char) -> bool {
        let found = self.peek() == Some(&Token::Mark(mark));
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, mark: char) -> Result<(), Fault> {
        if self.mark(mark) { Ok(()) } else { Err(Fault::new(self.at(), format!("{mark:?} is missing"), "")) }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth == DEEPEST {
            return Err(Fault::new(
                self.at(),
                "the expression is nested too deeply",
                format!("at most {DEEPEST} deep"),
            ));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn equivalence(&mut self) -> Result<Value, Fault> {
        let mut left = self.disjunction()?;
        loop {
            let at = self.at();
            let Some(operator) = self.operator(&["EQV", "NEQV"]) else { return Ok(left) };
            let right = self.disjunction()?;
            let (a, b) = (left.logical(at)?, right.logical(at)?);
            let equal = self.graph.binary(Binary::Equal, a, b);
            let id = if operator == "EQV" { equal } else { self.graph.unary(Unary::Not, equal) };
            left = Value { id, kind: Kind::Logical };
        }
    }

    fn disjunction(&mut self) -> Result<Value, Fault> {
        self.joined("OR", Binary::Or, Self::conjunction)
    }

    fn conjunction(&mut self) -> Result<Value, Fault> {
        self.joined("AND", Binary::And, Self::negation)
    }

    fn joined(
        &mut self,
        operator: &str,
        op: Binary,
        operand: impl Fn(&mut Self) -> Result<Value, Fault>,
    ) -> Result<Value, Fault> {
        let mut left = operand(self)?;
        loop {
            let at = self.at();
            if self.operator(&[operator]).is_none() {
                return Ok(left);
            }
            let right = operand(self)?;
            let (a, b) = (left.logical(at)?, right.logical(at)?);
            left = Value { id: self.graph.binary(op, a, b), kind: Kind::Logical };
        }
    }

    fn negation(&mut self) -> Result<Value, Fault> {
        let at = self.at();
        if self.operator(&["NOT"]).is_none() {
            return self.relation();
        }
        let inner = self.deeper(Self::negation)?.logical(at)?;
        Ok(Value { id: self.graph.unary(Unary::Not, inner), kind: Kind::Logical })
    }

    fn relation(&mut self) -> Result<Value, Fault> {
        let left = self.sum()?;
        let at = self.at();
        let Some(operator) = self.operator(&["EQ", "NE", "LT", "LE", "GT", "GE"]) else { return Ok(left) };
        let right = self.sum()?;
        binary(self.graph, operator, left, right, at)
    }

    fn sum(&mut self) -> Result<Value, Fault> {
        let mut left = self.signed(Self::product)?;
        loop {
            let at = self.at();
            let Some(operator) = self.operator(&["+", "-"]) else { return Ok(left) };
            let right = self.signed(Self::product)?;
            left = binary(self.graph, operator, left, right, at)?;
        }
    }

    fn product(&mut self) -> Result<Value, Fault> {
        let mut left = self.power()?;
        loop {
            let at = self.at();
            let Some(operator) = self.operator(&["*", "/"]) else { return Ok(left) };
            let right = self.signed(Self::power)?;
            left = binary(self.graph, operator, left, right, at)?;
        }
    }

    fn power(&mut self) -> Result<Value, Fault> {
        let base = self.primary()?;
        let at = self.at();
        if self.operator(&["**"]).is_none() {
            return Ok(base);
        }
        let exponent = self.deeper(|parser| parser.signed(Self::power))?;
        binary(self.graph, "**", base, exponent, at)
    }

    /// An operand with any number of signs before it.
    fn signed(&mut self, operand: impl Fn(&mut Self) -> Result<Value, Fault>) -> Result<Value, Fault> {
        let at = self.at();
        let (mut minus, mut signs) = (false, 0);
        while let Some(sign) = self.operator(&["+", "-"]) {
            minus ^= sign == "-";
            signs += 1;
        }
        let value = operand(self)?;
        if signs == 0 {
            return Ok(value);
        }
        let value = value.number(at)?;
        if minus { negative(self.graph, value, at) } else { Ok(value) }
    }

    fn primary(&mut self) -> Result<Value, Fault> {
        let at = self.at();
        let Some(token) = self.peek().cloned() else {
            return Err(Fault::new(at, "the expression is not complete", "a name, a number or \"(\""));
        };
        self.next += 1;
        let (number, kind) = match token {
            Token::Integer(number) => (number, Kind::Integer),
            Token::Single(number) => (number, Kind::Single),
            Token::Double(number) => (number, Kind::Double),
            Token::Logical(truth) => (super::operation::logical(truth), Kind::Logical),
            Token::Mark('(') => {
                let value = self.deeper(Self::equivalence)?;
                self.expect(')')?;
                return Ok(value);
            }
            Token::Name(name) => {
                return if self.mark('(') { self.application(&name, at) } else { self.scope.value(&name, at) };
            }
            Token::Operator(_) | Token::Mark(_) => {
                return Err(Fault::new(at, "an operand is missing here", "a name, a number or \"(\""));
            }
        };
        Ok(Value { id: self.graph.constant(number), kind })
    }

    /// What follows `name(`.
    fn application(&mut self, name: &str, at: usize) -> Result<Value, Fault> {
        if self.scope.is_external(name) {
            return self.deeper(|parser| parser.external(name, at));
        }
        let mut arguments = vec![self.deeper(Self::equivalence)?];
        while self.mark(',') {
            arguments.push(self.deeper(Self::equivalence)?);
        }
        self.expect(')')?;
        if self.scope.is_array(name) {
            return self.scope.element(self.graph, name, &arguments, at);
        }
        intrinsic::apply(self.graph, name, &arguments, at)
    }

    /// A call of an external function: the arguments that it reads are expressions, those that it fills arrays.
    fn external(&mut self, name: &str, at: usize) -> Result<Value, Fault> {
        let Some(function) = external::named(name) else {
            let expected = format!("one of the functions written here: {}", external::names());
            return Err(Fault::new(at, format!("the external function {name} is not available"), expected));
        };
        let (mut arguments, mut filled) = (vec![], vec![]);
        for (k, argument) in function.signature.iter().enumerate() {
            if k > 0 {
                self.expect(',')?;
            }
            let place = self.at();
            match *argument {
                Argument::Input => arguments.push(self.equivalence()?.number(place)?.id),
                Argument::Ignored | Argument::Results { .. } => {
                    let Some(Token::Name(array)) = self.peek().cloned() else {
                        return Err(Fault::new(place, format!("argument {} of {name} is no name", k + 1), "an array"));
                    };
                    self.next += 1;
                    if let Argument::Results { first, many } = *argument {
                        filled.push((array, first, many, place));
                    }
                }
            }
        }
        self.expect(')')?;
        let call = self.graph.calls.len() as u32;
        self.graph.calls.push(Call { function, arguments });
        for (array, first, many, place) in filled {
            let ids: Vec<Id> =
                (first..first + many).map(|result| self.graph.external(call, result, Part::Value)).collect();
            self.scope.fill(self.graph, &array, &ids, self.condition, place)?;
        }
        let id = match function.returns {
            Some(result) => self.graph.external(call, result, Part::Value),
            None => self.graph.constant(0.0),
        };
        Ok(Value { id, kind: Kind::Double })
    }
}
