/** Lists what can be chosen in forms. tests/contract/test_forms.py compares it with what the marketplace knows. */

export const UNITS = ["piece", "set", "pair", "dozen", "carton", "kilogram", "tonne", "metre", "square_metre", "litre", "container_20ft", "container_40ft", "container_40hq"];
export const INCOTERMS = ["EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"];
export const CURRENCIES = ["USD", "CNY", "EUR", "GBP"];
export const COUNTRIES =
  "CN NO HK MO TW JP KR KP MN VN TH MY SG ID PH KH LA MM BN IN PK BD LK NP MV AF KZ UZ KG TJ TM AE SA QA KW OM BH IQ IR IL PS JO LB SY YE TR GE AM AZ RU BY UA MD GB IE DE FR NL BE LU CH AT IT ES PT PL CZ SK HU RO BG GR RS HR SI BA AL MK LT LV EE SE DK FI IS CY MT US CA MX BR AR CL PE CO EC VE BO PY UY PA CR GT HN SV NI DO CU JM HT TT PR AU NZ FJ PG NG GH KE TZ UG RW ET SO DJ SD EG LY TN DZ MA SN CI CM TG BJ ML BF NE GN SL LR GM CD CG GA AO ZM ZW MW MZ BW NA ZA MG MU RE MR SS".split(" ");
