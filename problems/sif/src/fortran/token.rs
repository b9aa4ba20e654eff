//! The tokens of a Fortran expression in fixed form, where blanks mean nothing and small letters are capitals.

use super::Fault;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// A name.
    Name(String),
    /// An integer literal.
    Integer(f64),
    /// A real literal without `D`: its single-precision value.
    Single(f64),
    /// A real literal with `D`.
    Double(f64),
    /// `.TRUE.` or `.FALSE.`.
    Logical(bool),
    /// `+`, `**`, `.AND.`, `<=` and the like; relations in their dotted form.
    Operator(&'static str),
    /// `(`, `)` or `,`.
    Mark(char),
}

/// The operators, those that begin like a shorter one first, and what they mean.
const SYMBOLS: [(&str, &str); 12] = [
    ("**", "**"),
    ("==", "EQ"),
    ("/=", "NE"),
    ("<=", "LE"),
    (">=", "GE"),
    ("<", "LT"),
    (">", "GT"),
    ("*", "*"),
    ("/", "/"),
    ("+", "+"),
    ("-", "-"),
    ("=", "="),
];

/// The operators between dots.
const DOTTED: [&str; 11] = ["EQ", "NE", "LT", "LE", "GT", "GE", "AND", "OR", "NOT", "EQV", "NEQV"];

/// The tokens of `text`, each with the byte where it starts.
pub(crate) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Fault> {
    let solid: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| !c.is_whitespace()).map(|(at, c)| (at, c.to_ascii_uppercase())).collect();
    let mut reader = Reader { solid: &solid, at: 0 };
    let mut tokens = vec![];
    while let Some(&(start, first)) = solid.get(reader.at) {
        let token = if first.is_ascii_alphabetic() {
            Token::Name(reader.take(|c| c.is_ascii_alphanumeric() || c == '_'))
        } else if first.is_ascii_digit() || (first == '.' && reader.peek(1).is_some_and(|c| c.is_ascii_digit())) {
            reader.number(start)?
        } else if first == '.' {
            reader.dotted(start)?
        } else if matches!(first, '(' | ')' | ',') {
            reader.at += 1;
            Token::Mark(first)
        } else {
            reader.symbol(start)?
        };
        tokens.push((start, token));
    }
    Ok(tokens)
}

struct Reader<'a> {
    solid: &'a [(usize, char)],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.solid.get(self.at + ahead).map(|&(_, c)| c)
    }

    fn take(&mut self, keep: impl Fn(char) -> bool) -> String {
        let taken: String = self.solid[self.at..].iter().map(|&(_, c)| c).take_while(|&c| keep(c)).collect();
        self.at += taken.len();
        taken
    }

    /// The letters between the dot that is next and another dot.
    fn word_in_dots(&self) -> Option<String> {
        let rest = self.solid.get(self.at + 1..)?;
        let word: String = rest.iter().map(|&(_, c)| c).take_while(char::is_ascii_alphabetic).collect();
        (!word.is_empty() && rest.get(word.len()).is_some_and(|&(_, c)| c == '.')).then_some(word)
    }

    fn dotted(&mut self, start: usize) -> Result<Token, Fault> {
        let expected = "an operator such as .AND., .NOT., .LE., or .TRUE. or .FALSE.";
        let Some(word) = self.word_in_dots() else {
            return Err(Fault::new(start, "\".\" begins no operator", expected));
        };
        self.at += word.len() + 2;
        match word.as_str() {
            "TRUE" => Ok(Token::Logical(true)),
            "FALSE" => Ok(Token::Logical(false)),
            _ => DOTTED
                .into_iter()
                .find(|&name| name == word)
                .map(Token::Operator)
                .ok_or_else(|| Fault::new(start, format!("there is no operator \".{word}.\""), expected)),
        }
    }

    fn symbol(&mut self, start: usize) -> Result<Token, Fault> {
        let is_next = |symbol: &str| symbol.chars().enumerate().all(|(k, c)| self.peek(k) == Some(c));
        match SYMBOLS.into_iter().find(|(symbol, _)| is_next(symbol)) {
            Some((symbol, meaning)) if meaning != "=" => {
                self.at += symbol.len();
                Ok(Token::Operator(meaning))
            }
            _ => {
                let found = self.peek(0).unwrap_or(' ');
                Err(Fault::new(start, format!("{found:?} has no meaning in an expression"), "a Fortran expression"))
            }
        }
    }

    fn number(&mut self, start: usize) -> Result<Token, Fault> {
        let mut text = self.take(|c| c.is_ascii_digit());
        let mut real = false;
        if self.peek(0) == Some('.') && self.word_in_dots().is_none() {
            real = true;
            self.at += 1;
            text.push('.');
            text += &self.take(|c| c.is_ascii_digit());
        }
        let mut double = false;
        let signed = usize::from(matches!(self.peek(1), Some('+' | '-')));
        let has_exponent = self.peek(1 + signed).is_some_and(|c| c.is_ascii_digit());
        if let Some(letter @ ('E' | 'D')) = self.peek(0).filter(|_| has_exponent) {
            (real, double) = (true, letter == 'D');
            text.push('e');
            text.extend(self.solid[self.at + 1..self.at + 1 + signed].iter().map(|&(_, c)| c));
            self.at += 1 + signed;
            text += &self.take(|c| c.is_ascii_digit());
        }
        let wrong = || Fault::new(start, format!("{text:?} is no number"), "a number such as 2, 0.5 or 1.5D-3");
        if double {
            text.parse().map(Token::Double).map_err(|_| wrong())
        } else if real {
            text.parse().map(|single: f32| Token::Single(f64::from(single))).map_err(|_| wrong())
        } else {
            let fits = text.parse::<i32>().map(f64::from).map(Token::Integer);
            fits.map_err(|_| Fault::new(start, format!("the integer {text} is too large"), "at most 2147483647"))
        }
    }
}
