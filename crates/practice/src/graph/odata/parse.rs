//! Reads a `$filter` into an expression tree. Nesting and length are bounded, so no input can exhaust the stack.

use crate::graph::refusal::Refusal;
use serde_json::{Number, Value};

/// How two operands are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    /// A flag of a flags enumeration is set.
    Has,
}

/// The text functions Graph knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

/// A parsed filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    Compare(String, Comparison, Value),
    Text(TextTest, String, String),
    In(String, Vec<Value>),
    Any(String, Option<(String, Box<Expression>)>),
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
}

const MAX_LENGTH: usize = 8_000;
const MAX_DEPTH: usize = 40;

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Literal(Value),
    Open,
    Close,
    Comma,
    Colon,
}

/// Reads a filter.
pub(crate) fn parse(text: &str) -> Result<Expression, Refusal> {
    if text.len() > MAX_LENGTH {
        return Err(syntax());
    }
    let mut parser = Parser { tokens: tokens(text)?, position: 0, depth: 0 };
    let expression = parser.or()?;
    if parser.position == parser.tokens.len() { Ok(expression) } else { Err(syntax()) }
}

fn syntax() -> Refusal {
    Refusal::new(
        400,
        "BadRequest",
        "Invalid filter clause: there is a syntax error in the filter expression.",
    )
}

fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let mut found = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        found.push(match letter {
            ' ' | '\t' => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            ':' => Token::Colon,
            '\'' => {
                let mut literal = String::new();
                loop {
                    match letters.next() {
                        Some('\'') if letters.peek() == Some(&'\'') => {
                            letters.next();
                            literal.push('\'');
                        }
                        Some('\'') => break,
                        Some(other) => literal.push(other),
                        None => return Err(syntax()),
                    }
                }
                Token::Literal(Value::String(literal))
            }
            first => {
                let mut word = String::from(first);
                // A colon belongs to the word inside a timestamp, not after a lambda variable.
                let dated = first.is_ascii_digit();
                while let Some(next) = letters
                    .next_if(|next| !matches!(next, ' ' | '(' | ')' | ',' | '\'') && (*next != ':' || dated))
                {
                    word.push(next);
                }
                word_token(word)
            }
        });
    }
    Ok(found)
}

fn word_token(word: String) -> Token {
    match word.as_str() {
        "true" => Token::Literal(Value::Bool(true)),
        "false" => Token::Literal(Value::Bool(false)),
        "null" => Token::Literal(Value::Null),
        _ => match word.parse::<i64>() {
            Ok(number) => Token::Literal(Value::Number(Number::from(number))),
            // GUIDs and timestamps stand without quotes.
            Err(_) if word.starts_with(|letter: char| letter.is_ascii_digit()) => {
                Token::Literal(Value::String(word))
            }
            Err(_) if uuid::Uuid::parse_str(&word).is_ok() => Token::Literal(Value::String(word)),
            Err(_) => Token::Word(word),
        },
    }
}

struct Parser {
    tokens: Vec<Token>,
    position: usize,
    depth: usize,
}

impl Parser {
    fn next(&mut self) -> Result<Token, Refusal> {
        let token = self.tokens.get(self.position).cloned().ok_or_else(syntax)?;
        self.position += 1;
        Ok(token)
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), Refusal> {
        if self.next()? == *wanted { Ok(()) } else { Err(syntax()) }
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.tokens.get(self.position), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
        if found {
            self.position += 1;
        }
        found
    }

    fn or(&mut self) -> Result<Expression, Refusal> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(syntax());
        }
        let mut left = self.and()?;
        while self.take_word("or") {
            left = Expression::Or(Box::new(left), Box::new(self.and()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression, Refusal> {
        let mut left = self.unary()?;
        while self.take_word("and") {
            left = Expression::And(Box::new(left), Box::new(self.unary()?));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, Refusal> {
        let mut negations = 0_usize;
        while self.take_word("not") {
            negations += 1;
        }
        let inner = self.primary()?;
        Ok(if negations % 2 == 1 { Expression::Not(Box::new(inner)) } else { inner })
    }

    fn primary(&mut self) -> Result<Expression, Refusal> {
        match self.next()? {
            Token::Open => {
                let inner = self.or()?;
                self.expect(&Token::Close)?;
                Ok(inner)
            }
            Token::Word(word) => match text_test(&word) {
                Some(test) if self.tokens.get(self.position) == Some(&Token::Open) => self.text(test),
                _ => self.comparison(word),
            },
            _ => Err(syntax()),
        }
    }

    fn text(&mut self, test: TextTest) -> Result<Expression, Refusal> {
        self.expect(&Token::Open)?;
        let Token::Word(path) = self.next()? else { return Err(syntax()) };
        self.expect(&Token::Comma)?;
        let Token::Literal(Value::String(value)) = self.next()? else { return Err(syntax()) };
        self.expect(&Token::Close)?;
        Ok(Expression::Text(test, path, value))
    }

    fn comparison(&mut self, path: String) -> Result<Expression, Refusal> {
        if let Some(collection) = path.strip_suffix("/any") {
            return self.any(collection.to_owned());
        }
        let Token::Word(operator) = self.next()? else { return Err(syntax()) };
        let comparison = match operator.as_str() {
            "eq" => Comparison::Eq,
            "ne" => Comparison::Ne,
            "gt" => Comparison::Gt,
            "ge" => Comparison::Ge,
            "lt" => Comparison::Lt,
            "le" => Comparison::Le,
            "has" => Comparison::Has,
            "in" => return self.list(path),
            _ => return Err(syntax()),
        };
        let Token::Literal(value) = self.next()? else { return Err(syntax()) };
        Ok(Expression::Compare(path, comparison, value))
    }

    fn list(&mut self, path: String) -> Result<Expression, Refusal> {
        self.expect(&Token::Open)?;
        let mut values = Vec::new();
        loop {
            let Token::Literal(value) = self.next()? else { return Err(syntax()) };
            values.push(value);
            match self.next()? {
                Token::Comma => {}
                Token::Close => return Ok(Expression::In(path, values)),
                _ => return Err(syntax()),
            }
        }
    }

    fn any(&mut self, collection: String) -> Result<Expression, Refusal> {
        self.expect(&Token::Open)?;
        if self.tokens.get(self.position) == Some(&Token::Close) {
            self.position += 1;
            return Ok(Expression::Any(collection, None));
        }
        let Token::Word(variable) = self.next()? else { return Err(syntax()) };
        self.expect(&Token::Colon)?;
        let inner = self.or()?;
        self.expect(&Token::Close)?;
        Ok(Expression::Any(collection, Some((variable, Box::new(inner)))))
    }
}

fn text_test(word: &str) -> Option<TextTest> {
    match word.to_ascii_lowercase().as_str() {
        "startswith" => Some(TextTest::StartsWith),
        "endswith" => Some(TextTest::EndsWith),
        "contains" => Some(TextTest::Contains),
        _ => None,
    }
}
