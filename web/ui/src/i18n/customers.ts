// Imported by the pages of customers, imports, stores and skills: brings their words in.
import { addMessages } from './index'
import { en } from './customers.en'
import { zh } from './customers.zh'

addMessages(zh, en)
